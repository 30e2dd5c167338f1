#[derive(Rls)]
#[rls(crud(
    role = "authenticated",
    read = user_id == user_id(),
    modify = owner("user_id"),
    insert = owner("user_id")
))]
struct Note {
    #[rls(primary_key, identity)]
    id: i64,
    user_id: String,
    deleted_at: Option<chrono::DateTime<chrono::Utc>>,
}
