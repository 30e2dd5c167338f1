#[derive(Rls)]
#[rls(owner = "user_id")]
struct Note {
    #[rls(primary_key, identity)]
    id: i64,
    #[rls(default = "''")]
    user_id: String,
}
