use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    #[rls(primary_key)]
    org_id: i64,
    #[rls(primary_key)]
    id: i64,
}

fn main() {}
