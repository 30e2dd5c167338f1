use pg_rls::Rls;

#[derive(Rls)]
#[rls(primary_key("org_id", "id"))]
struct Todo {
    org_id: Option<i64>,
    id: i64,
}

fn main() {}
