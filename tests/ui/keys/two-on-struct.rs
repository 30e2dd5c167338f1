use pg_rls::Rls;

#[derive(Rls)]
#[rls(primary_key("org_id"), primary_key("id"))]
struct Todo {
    org_id: i64,
    id: i64,
}

fn main() {}
