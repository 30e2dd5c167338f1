#[derive(Rls)]
#[rls(owner = "user_id")]
#[rls(crud(role = "service_role", read = true, modify = true))]
struct Note {
    #[rls(primary_key, identity)]
    id: i64,
    user_id: uuid::Uuid,
    text: String,
}
