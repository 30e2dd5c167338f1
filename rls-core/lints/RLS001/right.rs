#[derive(Rls)]
#[rls(crud(role = "authenticated", read = owner("user_id")))]
struct Invoice {
    #[rls(primary_key, identity)]
    id: i64,
    user_id: String,
    cents: i64,
}
