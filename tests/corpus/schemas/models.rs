use pg_rls::Rls;

#[derive(Rls)]
#[rls(schema = "app", owner = "user_id")]
pub struct Project {
    #[rls(primary_key, identity)]
    pub id: i64,
    #[rls(references = "auth_users")]
    pub user_id: String,
}

#[derive(Rls)]
#[rls(schema = "billing", crud(role = ["anonymous", "authenticated"], read = true))]
pub struct Plan {
    #[rls(primary_key)]
    pub id: i64,
    #[rls(references = "app.projects(id)")]
    pub project_id: i64,
}

#[derive(Rls)]
#[rls(table = "auth_users", schema = "public")]
pub struct User {
    #[rls(primary_key)]
    pub id: String,
}
