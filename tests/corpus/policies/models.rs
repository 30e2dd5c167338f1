use pg_rls::Rls;

#[derive(Rls)]
#[rls(policy(name = "own", using = owner("user_id"), with_check = owner("user_id")))]
#[rls(policy(name = "read", for = "select", to = "public", using = "NOT hidden"))]
#[rls(policy(name = "add", for = "insert", to = ["authenticated", "anonymous"], with_check = "title <> ''"))]
#[rls(policy(name = "change", for = "update", to = "authenticated", using = owner("user_id"), with_check = "NOT hidden"))]
#[rls(policy(name = "change by using", for = "UPDATE", to = "authenticated", using = owner("user_id")))]
#[rls(policy(name = "remove", for = "delete", to = "authenticated", using = owner("user_id") && "hidden"))]
#[rls(policy(name = "never archived", to = "authenticated", restrictive, using = "NOT archived"))]
#[rls(policy(
    name = "second factor",
    for = "update",
    to = "public",
    restrictive,
    using = "coalesce((SELECT auth.session() ->> 'aal'), '') = 'aal2'"
))]
pub struct Document {
    #[rls(primary_key, identity)]
    pub id: i64,
    pub user_id: String,
    pub title: String,
    #[rls(default = false)]
    pub hidden: bool,
    #[rls(default = false)]
    pub archived: bool,
}
