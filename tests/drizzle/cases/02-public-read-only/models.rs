use pg_rls::Rls;

#[derive(Rls)]
#[rls(crud(role = "authenticated", read = true, modify = false))]
#[rls(crud(role = "anonymous", read = true, modify = false))]
pub struct Country {
    #[rls(primary_key, identity = "always")]
    pub id: i32,
    #[rls(type = "varchar(2)", unique)]
    pub code: String,
    pub name: String,
}
