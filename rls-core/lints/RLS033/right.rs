#[derive(Rls)]
#[rls(crud(role = "authenticated", read = "is_public OR org_id = (SELECT CASE WHEN auth.session() ->> 'org_id' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN (auth.session() ->> 'org_id')::uuid END)"))]
#[rls(index("id", where = "is_public"))]
struct Note {
    #[rls(primary_key, identity)]
    id: i64,
    #[rls(index)]
    org_id: uuid::Uuid,
    is_public: bool,
}
