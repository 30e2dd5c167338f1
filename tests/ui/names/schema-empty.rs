use pg_rls::Rls;

#[derive(Rls)]
#[rls(schema = "")]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
