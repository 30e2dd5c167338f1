#[derive(Rls)]
#[rls(owner = "user_id")]
#[rls(allow(RLS006, reason = "a guest book"))]
struct Entry {
    #[rls(primary_key, identity)]
    id: i64,
    user_id: String,
    text: String,
}
