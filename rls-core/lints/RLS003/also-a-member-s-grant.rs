/// The grant is to a role that no policy is for, though it is a member of nothing.
#[derive(Rls)]
#[rls(owner = "user_id", grant("select", to = "auditor"))]
struct Note {
    #[rls(primary_key, identity)]
    id: i64,
    user_id: String,
}
