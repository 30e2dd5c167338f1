use pg_rls::Rls;

#[derive(Rls)]
#[rls(owner = "author")]
struct Todo {
    id: i64,
    #[rls(column = "author")]
    user_id: String,
}

fn main() {}
