#[derive(Rls)]
#[rls(crud(role = "authenticated", insert = owner("user_id"), delete = owner("user_id")))]
struct Reminder {
    #[rls(primary_key, identity)]
    id: i64,
    user_id: String,
    text: String,
}
