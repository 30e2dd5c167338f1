use pg_rls::Rls;

/// On top of all else: a second factor to write, as the token says.
#[derive(Rls)]
#[rls(owner = "user_id")]
#[rls(policy(name = "second factor to insert", for = "insert", restrictive, with_check = claim("aal") == "aal2"))]
#[rls(policy(name = "second factor to update", for = "update", restrictive, using = claim("aal") == "aal2"))]
#[rls(policy(name = "second factor to delete", for = "delete", restrictive, using = claim("aal") == "aal2"))]
pub struct Transfer {
    #[rls(primary_key, identity)]
    pub id: i64,
    pub user_id: uuid::Uuid,
    pub amount: i32,
}
