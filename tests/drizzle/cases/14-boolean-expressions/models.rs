use pg_rls::Rls;

#[derive(Rls)]
#[rls(crud(
    role = "authenticated",
    read = sql("is_public") || owner("author_id"),
    modify = (owner("author_id") || owner("editor_id")) && !sql("archived")
))]
#[rls(crud(role = "anonymous", read = sql("is_public") && !sql("archived or id < 0")))]
pub struct Article {
    #[rls(primary_key)]
    pub id: i32,
    #[rls(default = "auth.user_id()")]
    pub author_id: String,
    #[rls(default = none)]
    pub editor_id: Option<String>,
    #[rls(default = false)]
    pub is_public: bool,
    #[rls(default = false)]
    pub archived: bool,
}
