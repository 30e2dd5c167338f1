#[derive(Rls)]
#[rls(crud(role = "authenticated", read = "user_id = (SELECT auth.user_id()) AND (is_public OR deleted_at IS NULL)"))]
struct Note {
    #[rls(primary_key, identity)]
    id: i64,
    #[rls(index)]
    user_id: String,
    is_public: bool,
    #[rls(type = "timestamptz")]
    deleted_at: Option<String>,
}
