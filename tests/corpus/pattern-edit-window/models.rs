use pg_rls::Rls;

/// Written for good after 24 hours. The age is the old row's, and nobody may set it.
#[derive(Rls)]
#[rls(crud(read = owner("user_id"), insert = owner("user_id")))]
#[rls(policy(
    name = "edit for a day",
    for = "update",
    using = owner("user_id") && created_at > now() - interval("24 hours"),
    with_check = owner("user_id")
))]
#[rls(grants = "none", grant("select", "insert(user_id, text)", "update(user_id, text)", to = "authenticated"))]
pub struct Message {
    #[rls(primary_key, identity)]
    pub id: i64,
    pub user_id: String,
    pub text: String,
    #[rls(default = "now()")]
    pub created_at: chrono::DateTime<chrono::Utc>,
}
