#[derive(Rls)]
#[rls(crud(
    role = "authenticated",
    read = user_id == user_id() && deleted_at.is_none(),
    modify = owner("user_id"),
    insert = owner("user_id") && deleted_at.is_none()
))]
struct Note {
    #[rls(primary_key, identity)]
    id: i64,
    user_id: String,
    deleted_at: Option<chrono::DateTime<chrono::Utc>>,
}
