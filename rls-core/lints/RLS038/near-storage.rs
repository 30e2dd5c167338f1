#[derive(Rls)]
#[rls(crud(role = "authenticated", read = "bucket_id = 'a' AND (storage.foldername(name))[1] = (SELECT auth.user_id()) AND char_length(name) > 0"))]
struct Note {
    #[rls(primary_key, identity)]
    id: i64,
    bucket_id: String,
    #[rls(index)]
    name: String,
}
