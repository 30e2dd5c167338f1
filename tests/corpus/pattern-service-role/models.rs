use pg_rls::Rls;

/// There is nothing to say for the service role: it bypasses row security, and needs the privileges.
#[derive(Rls)]
#[rls(owner = "user_id")]
#[rls(grant("select", "insert", "update", "delete", to = "service_role"))]
pub struct Order {
    #[rls(primary_key, identity)]
    pub id: i64,
    pub user_id: uuid::Uuid,
    pub paid: bool,
}
