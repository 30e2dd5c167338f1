#[derive(Rls)]
#[rls(crud(role = "authenticated", read = true, modify = true))]
#[rls(allow(RLS006, reason = "a guest book"))]
struct Entry {
    #[rls(primary_key, identity)]
    id: i64,
    text: String,
}
