use pg_rls::Rls;

#[derive(Rls)]
#[rls(primary_key("org_id", "id"))]
struct Todo {
    #[rls(primary_key)]
    org_id: i64,
    id: i64,
}

fn main() {}
