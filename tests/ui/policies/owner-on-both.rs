use pg_rls::Rls;

#[derive(Rls)]
#[rls(owner = "user_id")]
struct Todo {
    id: i64,
    #[rls(owner)]
    user_id: String,
}

fn main() {}
