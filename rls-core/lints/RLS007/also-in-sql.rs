#[derive(Rls)]
#[rls(crud(role = "authenticated", read = "user_id = (SELECT auth.user_id())"))]
#[rls(policy(
    name = "change",
    for = "update",
    to = "authenticated",
    using = "user_id = (SELECT auth.user_id())",
    with_check = "char_length(text) < 100"
))]
#[rls(index("user_id"))]
struct Note {
    #[rls(primary_key, identity)]
    id: i64,
    user_id: String,
    text: String,
}
