use pg_rls::Rls;

#[derive(Rls)]
#[rls(owner = "user_id")]
struct Todo {
    id: i64,
    user_id: i64,
}

fn main() {}
