#[derive(Rls)]
#[rls(crud(
    role = "authenticated",
    read = member("id", of = "memberships", key = "team_id", user = "user_id")
))]
struct Team {
    #[rls(primary_key, identity)]
    id: i64,
    name: String,
}

#[derive(Rls)]
#[rls(crud(
    role = "authenticated",
    read = member("team_id", of = "memberships", key = "team_id", user = "user_id")
))]
#[rls(primary_key("team_id", "user_id"))]
struct Membership {
    team_id: i64,
    #[rls(index)]
    user_id: String,
}
