use pg_rls::Rls;

// the short form, with its reading half overridden
#[derive(Rls)]
#[rls(owner = "id", role = "authenticated", read = true)]
pub struct Profile {
    #[rls(primary_key)]
    pub id: String,
    pub display_name: String,
    #[rls(default = "'en'")]
    pub locale: String,
}
