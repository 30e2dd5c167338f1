#[derive(Rls)]
#[rls(crud(role = "authenticated", read = "team_id IN (SELECT team_id FROM members WHERE user_id = (SELECT auth.user_id()))"))]
struct Note {
    #[rls(primary_key, identity)]
    id: i64,
    #[rls(index)]
    team_id: i64,
}
#[derive(Rls)]
#[rls(crud(role = "authenticated", read = owner("user_id")))]
#[rls(index("user_id", "team_id"))]
struct Member {
    #[rls(primary_key, identity)]
    id: i64,
    user_id: String,
    #[rls(index)]
    team_id: i64,
}
