#[derive(Rls)]
#[rls(crud(role = "authenticated", read = "user_id = coalesce((SELECT auth.user_id()), '')"))]
struct Note {
    #[rls(primary_key, identity)]
    id: i64,
    #[rls(index)]
    user_id: String,
}
