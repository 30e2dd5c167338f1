use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    #[rls(references("users(id)", restrictive))]
    user: i64,
}

fn main() {}
