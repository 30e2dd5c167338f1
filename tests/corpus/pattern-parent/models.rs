use pg_rls::Rls;

#[derive(Rls)]
#[rls(owner = "user_id")]
pub struct Note {
    #[rls(primary_key, identity)]
    pub id: i64,
    pub user_id: String,
    #[rls(default = false)]
    pub closed: bool,
}

/// A comment is its note's owner's, and nobody adds one to a note that is closed.
#[derive(Rls)]
#[rls(crud(
    read = parent("note_id", of = "notes(id)", owner("user_id")),
    modify = parent("note_id", of = "notes", owner("user_id") && !closed)
))]
pub struct Comment {
    #[rls(primary_key, identity)]
    pub id: i64,
    #[rls(references("notes(id)", on_delete = "cascade"))]
    pub note_id: i64,
    pub text: String,
}
