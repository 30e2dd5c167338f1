use pg_rls::Rls;

#[derive(Rls)]
#[rls(check(name = "positive"))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
