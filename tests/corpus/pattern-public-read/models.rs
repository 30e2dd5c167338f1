use pg_rls::Rls;

/// Everyone reads.
#[derive(Rls)]
#[rls(crud(role = ["anonymous", "authenticated"], read = true))]
#[rls(crud(role = "authenticated", modify = owner("author_id")))]
pub struct Article {
    #[rls(primary_key, identity)]
    pub id: i64,
    #[rls(index)]
    pub author_id: String,
    pub title: String,
}
