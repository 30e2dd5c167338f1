use pg_rls::Rls;

/// Everyone leaves feedback, and nobody reads it by way of the API.
#[derive(Rls)]
#[rls(crud(role = ["anonymous", "authenticated"], insert = true))]
pub struct Feedback {
    #[rls(primary_key, identity)]
    pub id: i64,
    pub text: String,
}
