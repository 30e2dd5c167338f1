#[derive(Rls)]
#[rls(owner = "user_id")]
struct Project {
    #[rls(primary_key, identity)]
    id: i64,
    user_id: String,
    #[rls(unique)]
    name: String,
}
