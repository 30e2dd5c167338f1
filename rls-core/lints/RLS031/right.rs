#[derive(Rls)]
#[rls(crud(role = "authenticated", read = "((SELECT auth.user_id()) = user_id)"))]
struct Note {
    #[rls(primary_key, identity)]
    id: i64,
    #[rls(index)]
    user_id: String,
}
