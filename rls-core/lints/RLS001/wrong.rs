#[derive(Rls)]
#[rls(rls = false, grant("select", to = "authenticated"))]
struct Invoice {
    #[rls(primary_key, identity)]
    id: i64,
    user_id: String,
    cents: i64,
}
