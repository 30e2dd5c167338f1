#[derive(Rls)]
#[rls(crud(role = "authenticated", read = "org_id = ((SELECT auth.jwt()) -> 'app_metadata' ->> 'org_id')"))]
struct Note {
    #[rls(primary_key, identity)]
    id: i64,
    #[rls(index)]
    org_id: String,
}
