#[derive(Rls)]
#[rls(crud(
    role = "authenticated",
    read = "id = ANY (ARRAY(SELECT team_id FROM memberships WHERE user_id = (SELECT auth.user_id())))"
))]
struct Team {
    #[rls(primary_key, identity)]
    id: i64,
    name: String,
}

#[derive(Rls)]
#[rls(crud(role = "authenticated", read = "team_id = ANY (ARRAY(SELECT id FROM teams))"))]
#[rls(primary_key("team_id", "user_id"))]
struct Membership {
    team_id: i64,
    #[rls(index)]
    user_id: String,
}
