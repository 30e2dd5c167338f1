use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx: String,
}

fn main() {}
