#[derive(Rls)]
#[rls(crud(role = "authenticated", read = is_shared || owner("author_id"), modify = owner("author_id")))]
struct Note {
    #[rls(primary_key, identity)]
    id: i64,
    author_id: String,
    is_shared: bool,
}
