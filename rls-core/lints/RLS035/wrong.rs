#[derive(Rls)]
#[rls(crud(role = "authenticated", read = "author_id <> (SELECT auth.user_id())"))]
struct Note {
    #[rls(primary_key, identity)]
    id: i64,
    #[rls(index)]
    author_id: String,
}
