#[derive(Rls)]
#[rls(crud(role = "authenticated", read = true, modify = true))]
struct Comment {
    #[rls(primary_key, identity)]
    id: i64,
    user_id: String,
    text: String,
}
