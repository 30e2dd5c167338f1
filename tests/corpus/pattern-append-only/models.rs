use pg_rls::Rls;

/// Written once: no update, no delete.
#[derive(Rls)]
#[rls(crud(read = owner("user_id"), insert = owner("user_id")))]
pub struct Event {
    #[rls(primary_key, identity)]
    pub id: i64,
    pub user_id: String,
    pub what: String,
}
