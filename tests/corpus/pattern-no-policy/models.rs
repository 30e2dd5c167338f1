use pg_rls::Rls;

/// For the table's owner alone: row security is on, and no policy opens it.
#[derive(Rls)]
pub struct Secret {
    #[rls(primary_key)]
    pub name: String,
    pub value: String,
}
