use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    #[rls(references = "users id")]
    user: i64,
}

fn main() {}
