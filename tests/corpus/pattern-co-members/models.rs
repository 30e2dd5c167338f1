use pg_rls::Rls;

/// Members of a team see each other, and bring others in. The policy asks its own table, which Postgres refuses but for a
/// function.
#[derive(Rls)]
#[rls(primary_key("team_id", "user_id"))]
#[rls(crud(
    read = member("team_id", of = "memberships", key = "team_id", user = "user_id"),
    insert = member("team_id", of = "memberships", key = "team_id", user = "user_id", when = role == "admin"),
    delete = owner("user_id")
))]
pub struct Membership {
    pub team_id: i64,
    pub user_id: String,
    pub role: String,
}
