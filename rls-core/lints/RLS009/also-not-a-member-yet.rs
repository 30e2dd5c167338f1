/// Who makes a team is no member of it yet.
#[derive(Rls)]
#[rls(crud(
    role = "authenticated",
    read = member("id", of = "memberships", key = "team_id", user = "user_id"),
    insert = owner("made_by")
))]
struct Team {
    #[rls(primary_key, identity)]
    id: i64,
    made_by: String,
}

#[derive(Rls)]
#[rls(crud(role = "authenticated", read = owner("user_id")), primary_key("team_id", "user_id"))]
struct Membership {
    team_id: i64,
    user_id: String,
}
