use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    #[rls(references)]
    user: i64,
}

fn main() {}
