#[derive(Rls)]
#[rls(crud(role = "authenticated", read = owner("user_id"), insert = owner("user_id")), grants = "none")]
#[rls(grant("select", to = "authenticated"))]
struct Note {
    #[rls(primary_key, identity)]
    id: i64,
    user_id: String,
}
