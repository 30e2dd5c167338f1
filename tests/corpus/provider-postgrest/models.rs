use pg_rls::Rls;

#[derive(Rls)]
#[rls(owner = "user_id")]
pub struct Textual {
    pub user_id: String,
}

#[derive(Rls)]
#[rls(owner = "user_id")]
pub struct Unique {
    pub user_id: uuid::Uuid,
    #[rls(default = none)]
    pub note: Option<String>,
}
