use pg_rls::Rls;

#[derive(Rls)]
#[rls(owner = "user_id", role = 5)]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
