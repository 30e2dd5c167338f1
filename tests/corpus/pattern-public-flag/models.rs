use pg_rls::Rls;

#[derive(Rls)]
pub enum Status {
    Draft,
    Published,
}

/// A flag on the row, or its status, opens it.
#[derive(Rls)]
#[rls(owner = "user_id", read = is_public || user_id == user_id())]
#[rls(policy(name = "published", for = "select", to = "anonymous",
    using = is_public && status == Status::Published && deleted_at.is_none()))]
pub struct Post {
    #[rls(primary_key, identity)]
    pub id: i64,
    pub user_id: String,
    #[rls(index)]
    pub is_public: bool,
    pub status: Status,
    pub deleted_at: Option<chrono::DateTime<chrono::Utc>>,
}
