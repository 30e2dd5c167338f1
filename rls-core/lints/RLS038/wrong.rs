#[derive(Rls)]
#[rls(crud(role = "authenticated", read = "app.is_member(team_id)"))]
struct Note {
    #[rls(primary_key, identity)]
    id: i64,
    #[rls(index)]
    team_id: i64,
}
