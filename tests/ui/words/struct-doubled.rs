use pg_rls::Rls;

#[derive(Rls)]
#[rls(table = "todos", table = "tasks")]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
