#[derive(Rls)]
#[rls(owner = "author_id")]
struct Note {
    #[rls(primary_key, identity)]
    id: i64,
    author_id: String,
    text: String,
    #[rls(generated = "char_length(text)")]
    length: i32,
}
