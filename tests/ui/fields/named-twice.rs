use pg_rls::Rls;

#[derive(Rls)]
#[rls(unique("user_id", "user_id"))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
