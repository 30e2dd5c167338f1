#[derive(Rls)]
#[rls(owner = "user_id")]
#[rls(grant("select", "insert", "update", "delete", to = "service_role"))]
struct Note {
    #[rls(primary_key, identity)]
    id: i64,
    user_id: uuid::Uuid,
    text: String,
}
