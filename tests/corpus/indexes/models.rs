use pg_rls::Rls;

#[derive(Rls)]
#[rls(owner = "user_id")]
#[rls(index("user_id", "created_at desc"))]
#[rls(index("created_at desc nulls last", "title", where = "deleted_at IS NULL", name = "live"))]
#[rls(index("tags", using = "gin"))]
#[rls(index("(lower(title))", "user_id", unique))]
#[rls(index("title text_pattern_ops", concurrently))]
#[rls(index("score asc nulls first"))]
#[rls(index("score", using = "hash"))]
pub struct Note {
    #[rls(primary_key, identity)]
    pub id: i64,
    pub user_id: String,
    pub title: String,
    pub tags: Vec<String>,
    #[rls(index)]
    pub score: i32,
    #[rls(default = "now()")]
    pub created_at: chrono::DateTime<chrono::Utc>,
    pub deleted_at: Option<chrono::DateTime<chrono::Utc>>,
}

/// Nothing to add: the key leads with the owner.
#[derive(Rls)]
#[rls(owner = "user_id", primary_key("user_id", "day"))]
pub struct Diary {
    pub user_id: String,
    pub day: chrono::NaiveDate,
    pub text: String,
}

/// A partial index cannot serve every row of the owner, so there is another.
#[derive(Rls)]
#[rls(owner = "user_id", index("user_id", where = "open"))]
pub struct Task {
    pub user_id: String,
    pub open: bool,
}
