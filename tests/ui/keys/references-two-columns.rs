use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    #[rls(references = "members(org_id, user_id)")]
    member: i64,
}

fn main() {}
