#[derive(Rls)]
#[rls(crud(role = "authenticated", read = true))]
#[rls(policy(
    name = "not one's own",
    for = "select",
    to = "authenticated",
    using = "author_id <> (SELECT auth.user_id())",
    restrictive
))]
struct Note {
    #[rls(primary_key, identity)]
    id: i64,
    #[rls(index)]
    author_id: String,
}
