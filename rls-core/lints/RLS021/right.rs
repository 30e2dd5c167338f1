#[derive(Rls)]
#[rls(owner = "user_id")]
struct Entry {
    #[rls(primary_key, identity)]
    id: i64,
    user_id: String,
    text: String,
}
