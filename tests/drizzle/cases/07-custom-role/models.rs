use pg_rls::Rls;

#[derive(Rls)]
#[rls(owner = "reporter_id", role = "authenticated")]
#[rls(crud(role = "desk_editor", read = true, modify = true))]
#[rls(index("reporter_id", "filed_at desc", name = "stories_reporter_filed"))]
pub struct Story {
    #[rls(primary_key, identity = "always")]
    pub id: i64,
    pub reporter_id: String,
    pub headline: String,
    #[rls(default = "now()")]
    pub filed_at: chrono::DateTime<chrono::Utc>,
}
