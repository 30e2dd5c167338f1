use pg_rls::Rls;

#[derive(Rls)]
#[rls(policy(name = "entries_all", to = "authenticated", using = owner("bookkeeper")))]
#[rls(policy(
    name = "entries_all_check",
    for = "all",
    to = "authenticated",
    using = owner("bookkeeper"),
    with_check = "amount > 0"
))]
#[rls(policy(name = "entries_select", for = "select", to = "public", using = "amount < 1000"))]
#[rls(policy(name = "entries_insert", for = "insert", to = "authenticated", with_check = owner("bookkeeper")))]
#[rls(policy(
    name = "entries_update",
    for = "update",
    to = ["authenticated", "anonymous"],
    using = "amount > 0",
    with_check = "amount > 1"
))]
#[rls(policy(
    name = "entries_update_using_only",
    for = "update",
    to = "authenticated",
    using = "amount = 7"
))]
#[rls(policy(name = "entries_delete", for = "delete", to = "authenticated", using = false))]
pub struct Entry {
    #[rls(primary_key)]
    pub id: i32,
    #[rls(default = "auth.user_id()")]
    pub bookkeeper: String,
    pub amount: i32,
}
