#[derive(Rls)]
#[rls(crud(
    role = "authenticated",
    read = "team_id = ANY (ARRAY(SELECT m.team_id FROM memberships m WHERE m.user_id = (SELECT auth.user_id())))"
))]
#[rls(primary_key("team_id", "user_id"), index("user_id"))]
struct Membership {
    team_id: i64,
    user_id: String,
}
