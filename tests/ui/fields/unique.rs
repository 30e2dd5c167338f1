use pg_rls::Rls;

#[derive(Rls)]
#[rls(unique("user"))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
