/// The grant is to everyone, and the policy for one of them: it is used.
#[derive(Rls)]
#[rls(crud(role = "authenticated", read = owner("user_id")), grants = "none")]
#[rls(grant("select", to = ["authenticated", "anonymous"]))]
#[rls(crud(role = "anonymous", read = false))]
struct Note {
    #[rls(primary_key, identity)]
    id: i64,
    user_id: String,
}
