use pg_rls::Rls;

#[derive(Rls)]
#[rls(owner = "user_id", grants = "none")]
#[rls(grant("select", "insert(user_id, title)", "update(title)", to = ["authenticated", "auditor"]))]
#[rls(grant("select(id)", to = "public"), grant("delete", to = "authenticated"))]
pub struct Page {
    #[rls(primary_key, identity)]
    pub id: i64,
    pub user_id: String,
    pub title: String,
}

/// What a policy needs and what is said besides.
#[derive(Rls)]
#[rls(crud(role = "authenticated", read = true, insert = owner("user_id")))]
#[rls(grant("update(title)", "select(title)", to = "authenticated"))]
pub struct Entry {
    pub user_id: String,
    pub title: String,
}
