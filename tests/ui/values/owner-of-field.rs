use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    #[rls(owner = "user_id")]
    user_id: String,
}

fn main() {}
