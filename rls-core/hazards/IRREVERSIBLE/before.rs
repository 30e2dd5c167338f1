#[derive(Rls)]
#[rls(owner = "author_id")]
struct Note {
    #[rls(primary_key, identity)]
    id: i64,
    author_id: String,
    text: String,
    length: i32,
}
