#[derive(Rls)]
#[rls(crud(role = "authenticated", read = "org_id = ((SELECT auth.session()) ->> 'org_id')::uuid AND is_public"))]
struct Note {
    #[rls(primary_key, identity)]
    id: i64,
    #[rls(index)]
    org_id: uuid::Uuid,
    is_public: bool,
}
