use pg_rls::Rls;

/// One thing to do.
#[derive(Rls)]
#[rls(owner = "user_id", role = "authenticated")]
pub struct Todo {
    #[rls(primary_key, identity)]
    pub id: i64,
    pub user_id: String,
    #[rls(check = "char_length(task) > 0")]
    pub task: String,
    #[rls(default = false)]
    pub is_complete: bool,
    #[rls(default = "now()")]
    pub inserted_at: chrono::DateTime<chrono::Utc>,
}
