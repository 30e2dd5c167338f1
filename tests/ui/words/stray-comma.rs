use pg_rls::Rls;

#[derive(Rls)]
#[rls(force,, table = "todos")]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
