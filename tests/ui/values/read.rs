use pg_rls::Rls;

#[derive(Rls)]
#[rls(owner = "user_id", read)]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
