#[derive(Rls)]
#[rls(crud(role = "authenticated", read = "is_public = true"))]
#[rls(index("id", where = "is_public"))]
struct Note {
    #[rls(primary_key, identity)]
    id: i64,
    is_public: bool,
}
