use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    #[rls(owner, generated = "'x'")]
    user_id: String,
}

fn main() {}
