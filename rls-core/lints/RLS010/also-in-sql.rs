#[derive(Rls)]
#[rls(owner = "user_id", read = "user_id = (SELECT auth.user_id()) AND NOT archived")]
#[rls(allow(RLS009, reason = "another lint's"))]
struct Note {
    #[rls(primary_key, identity)]
    id: i64,
    user_id: String,
    archived: bool,
}
