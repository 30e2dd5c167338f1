use pg_rls::Rls;

#[derive(Rls)]
#[rls(index("user_id", concurrently = "yes"))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
