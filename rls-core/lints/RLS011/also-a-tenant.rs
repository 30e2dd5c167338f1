#[derive(Rls)]
#[rls(crud(role = "authenticated", read = tenant("org_id"), modify = tenant("org_id") && !locked))]
struct Note {
    #[rls(primary_key, identity)]
    id: i64,
    org_id: Option<uuid::Uuid>,
    locked: bool,
}
