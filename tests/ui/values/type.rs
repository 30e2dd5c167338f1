use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    #[rls(type = i64)]
    total: u64,
}

fn main() {}
