#[derive(Rls)]
#[rls(crud(role = "authenticated", read = tenant("org_id"), modify = tenant("org_id")))]
#[rls(index("email", "kind", unique))]
struct Contact {
    #[rls(primary_key, identity)]
    id: i64,
    org_id: i64,
    email: String,
    kind: i32,
}
