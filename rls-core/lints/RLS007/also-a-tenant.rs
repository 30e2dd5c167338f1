/// The owner stays, and the tenant does not.
#[derive(Rls)]
#[rls(crud(role = "authenticated", read = tenant("org_id")))]
#[rls(policy(
    name = "move",
    for = "update",
    to = "authenticated",
    using = tenant("org_id") && user_id == user_id(),
    with_check = user_id == user_id()
))]
struct Note {
    #[rls(primary_key, identity)]
    id: i64,
    org_id: i64,
    user_id: String,
}
