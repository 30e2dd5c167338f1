#[derive(Rls)]
#[rls(crud(role = "authenticated", read = "team_id = ANY (ARRAY(SELECT app.my_teams()))"))]
struct Note {
    #[rls(primary_key, identity)]
    id: i64,
    #[rls(index)]
    team_id: i64,
}
