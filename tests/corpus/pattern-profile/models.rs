use pg_rls::Rls;

/// The primary key is the caller's id.
#[derive(Rls)]
#[rls(owner = "id")]
pub struct Profile {
    #[rls(primary_key)]
    pub id: uuid::Uuid,
    pub name: String,
}
