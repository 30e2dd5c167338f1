use pg_rls::Rls;

#[derive(Rls)]
#[rls(owner = "owner_id", role = "authenticated")]
#[rls(policy(
    name = "contracts stay unfrozen",
    restrictive,
    for = "all",
    to = "authenticated",
    using = "not frozen",
    with_check = "not frozen"
))]
#[rls(policy(
    name = "contracts_update_second_factor",
    restrictive,
    for = "update",
    to = "public",
    using = "(select coalesce(nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'aal', '')) = 'aal2'"
))]
#[rls(policy(
    name = "contracts_insert_not_empty",
    restrictive,
    for = "insert",
    to = ["authenticated", "anonymous"],
    with_check = "body <> ''"
))]
#[rls(policy(
    name = "contracts_delete_second_factor",
    restrictive,
    for = "delete",
    to = "authenticated",
    using = "(select coalesce(nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'aal', '')) = 'aal2'"
))]
pub struct Contract {
    #[rls(primary_key)]
    pub id: i32,
    pub owner_id: String,
    #[rls(default = false)]
    pub frozen: bool,
    pub body: String,
}
