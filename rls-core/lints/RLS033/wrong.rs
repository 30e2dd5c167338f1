#[derive(Rls)]
#[rls(crud(role = "authenticated", read = "is_public OR org_id = ((SELECT auth.session()) ->> 'org_id')::uuid"))]
#[rls(index("id", where = "is_public"))]
struct Note {
    #[rls(primary_key, identity)]
    id: i64,
    #[rls(index)]
    org_id: uuid::Uuid,
    is_public: bool,
}
