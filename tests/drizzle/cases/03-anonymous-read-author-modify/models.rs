use pg_rls::Rls;

#[derive(Rls)]
#[rls(crud(role = "anonymous", read = true))]
#[rls(crud(role = "authenticated", read = true, modify = owner("author_id")))]
pub struct Post {
    #[rls(primary_key)]
    pub id: i32,
    #[rls(default = "auth.user_id()", index)]
    pub author_id: String,
    pub title: String,
    pub body: Option<String>,
}
