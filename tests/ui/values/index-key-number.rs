use pg_rls::Rls;

#[derive(Rls)]
#[rls(index(5))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
