use pg_rls::Rls;

/// A note is its team's. Nobody reads who is in which team, so a function looks.
#[derive(Rls)]
#[rls(crud(
    read = member("team_id", of = "memberships", key = "team_id", user = "user_id"),
    modify = member("team_id", of = "memberships", key = "team_id", user = "user_id")
))]
pub struct Note {
    #[rls(primary_key, identity)]
    pub id: i64,
    pub team_id: i64,
    pub text: String,
}

#[derive(Rls)]
#[rls(primary_key("team_id", "user_id"))]
pub struct Membership {
    pub team_id: i64,
    pub user_id: String,
}
