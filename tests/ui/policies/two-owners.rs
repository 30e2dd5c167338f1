use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    #[rls(owner)]
    user_id: String,
    #[rls(owner)]
    author_id: String,
}

fn main() {}
