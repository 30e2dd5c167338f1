#[derive(Rls)]
#[rls(crud(role = "authenticated", read = "user_id::text = (SELECT auth.uid())::text"))]
struct Note {
    #[rls(primary_key, identity)]
    id: i64,
    #[rls(index)]
    user_id: uuid::Uuid,
}
