use pg_rls::Rls;

/// An admin, as the token says, reads and writes all; others their own.
#[derive(Rls)]
#[rls(owner = "user_id", read = owner("user_id") || claim("role") == "admin")]
#[rls(policy(name = "admins write", using = claim("role") == "admin", with_check = claim("role") == "admin"))]
pub struct Ticket {
    #[rls(primary_key, identity)]
    pub id: i64,
    pub user_id: String,
    pub text: String,
}
