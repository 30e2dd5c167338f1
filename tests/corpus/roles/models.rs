use pg_rls::Rls;

#[derive(Rls)]
#[rls(owner = "user_id", role = ["authenticated", "night-shift"])]
#[rls(crud(role = "corpus_editor", read = true, modify = true))]
pub struct Article {
    #[rls(primary_key, identity)]
    pub id: i64,
    pub user_id: String,
}
