use pg_rls::Rls;

#[derive(Rls)]
#[rls(unique("user_id", where = "open"))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
