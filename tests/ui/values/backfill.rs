use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    #[rls(backfill = 5)]
    total: i64,
}

fn main() {}
