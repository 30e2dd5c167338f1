use pg_rls::Rls;

/// The tenant is in the caller's claims, which are a setting here.
#[derive(Rls)]
#[rls(crud(read = tenant("org_id"), modify = tenant("org_id")))]
pub struct Invoice {
    #[rls(primary_key, identity)]
    pub id: i64,
    pub org_id: uuid::Uuid,
    pub total: i64,
}
