use pg_rls::Rls;

#[derive(Rls)]
#[rls(foreign_key("org_id", "user_id", references = "members(id)"))]
struct Todo {
    org_id: i64,
    user_id: i64,
}

fn main() {}
