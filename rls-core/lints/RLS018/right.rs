#[derive(Rls)]
#[rls(owner = "user_id", unique("user_id", "name"))]
struct Project {
    #[rls(primary_key, identity)]
    id: i64,
    user_id: String,
    name: String,
}
