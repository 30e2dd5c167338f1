use pg_rls::Rls;

/// Whoever writes here.
#[derive(Rls)]
#[rls(owner = "id", read = true)]
#[rls(crud(role = "anonymous", read = true))]
pub struct Author {
    #[rls(primary_key)]
    pub id: String,
    pub name: String,
}

/// A post; everyone reads what is published.
#[derive(Rls)]
#[rls(crud(role = "anonymous", read = "status = 'published'"))]
#[rls(crud(
    role = "authenticated",
    read = "status = 'published'" || owner("author_id"),
    modify = owner("author_id")
))]
pub struct Post {
    #[rls(primary_key, default = "gen_random_uuid()")]
    pub id: uuid::Uuid,
    #[rls(references("authors(id)", on_delete = "cascade"))]
    pub author_id: String,
    pub title: String,
    #[rls(default = "'draft'")]
    pub status: Status,
    /// When it was first seen by others.
    pub published_at: Option<chrono::DateTime<chrono::Utc>>,
}

/// How far a post is.
#[derive(Rls)]
pub enum Status {
    Draft,
    Published,
    Archived,
}
