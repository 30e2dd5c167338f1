use pg_rls::Rls;

#[derive(Rls)]
#[rls(rename_all = "camelCase", owner = "user_id", table = "camelNotes")]
#[rls(primary_key("note_id"), unique("user_id", "note_title"), index("created_at desc"))]
pub struct CamelNote {
    pub note_id: i64,
    pub user_id: String,
    #[rls(check = "\"noteTitle\" <> ''")]
    pub note_title: String,
    #[rls(column = "made_at", default = "now()")]
    pub created_at: chrono::DateTime<chrono::Utc>,
    #[rls(references = "\"camelNotes\"(\"noteId\")")]
    pub parent_note: Option<i64>,
}
