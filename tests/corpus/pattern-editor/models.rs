use pg_rls::Rls;

/// A role of one's own that may do more.
#[derive(Rls)]
#[rls(owner = "author_id")]
#[rls(crud(role = "chief_editor", read = true, modify = true))]
pub struct Article {
    #[rls(primary_key, identity)]
    pub id: i64,
    pub author_id: String,
    pub title: String,
}
