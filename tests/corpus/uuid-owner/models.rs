use pg_rls::Rls;

#[derive(Rls)]
#[rls(owner = "id", role = "authenticated", read = true)]
#[rls(crud(role = "anon", read = "is_public"))]
pub struct Profile {
    #[rls(primary_key)]
    pub id: uuid::Uuid,
    pub name: String,
    pub is_public: bool,
}

#[derive(Rls)]
pub struct Avatar {
    #[rls(primary_key, references("profiles(id)", on_delete = "cascade"))]
    #[rls(owner)]
    pub profile_id: uuid::Uuid,
    /// Whoever paid for it, by the subject of another issuer.
    pub payer: String,
}

#[derive(Rls)]
#[rls(owner = "subject")]
pub struct Letter {
    pub subject: String,
}
