#[derive(Rls)]
#[rls(crud(role = "authenticated", read = owner("to_user"), insert = owner("from_user")))]
struct Message {
    #[rls(primary_key, identity)]
    id: i64,
    from_user: String,
    to_user: String,
    text: String,
}
