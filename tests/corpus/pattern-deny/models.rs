use pg_rls::Rls;

/// Rates come from elsewhere: whoever signed in reads them, and nobody writes.
#[derive(Rls)]
#[rls(crud(read = true, modify = false))]
pub struct Rate {
    #[rls(primary_key)]
    pub currency: String,
    pub rate: f64,
}
