//! Every word of the language, once at least.
#![deny(warnings)]

use pg_rls::Rls;

/// A state of an order.
#[derive(Rls)]
#[rls(
    type_name = "order_state",
    schema = "shop",
    rename_all = "kebab-case",
    comment = "a state",
    renamed_from = "shop.state"
)]
pub enum State {
    OnHold,
    #[rls(rename = "gone", renamed_from = "lost")]
    Gone,
}

/// An order.
#[derive(Rls)]
#[rls(table = "orders", schema = "shop", rename_all = "camelCase", renamed_from = "shop.purchases")]
#[rls(owner = "user_id", role = ["authenticated"], read = true, modify = owner("user_id") && !("locked" || false))]
#[rls(crud(role = "editor", read = true, modify = false, insert = sql("total > 0"), update = true, delete = false))]
#[rls(policy(name = "floor", for = "all", to = "public", using = "true", with_check = true, restrictive))]
#[rls(force, grants = "derived", comment = "orders")]
#[rls(grant("select", "insert(total, user_id)", to = ["editor"]))]
#[rls(primary_key("org_id", "id"), unique("org_id", "code"))]
#[rls(index(
    "user_id",
    "total desc nulls last",
    "(lower(code))",
    where = "total > 0",
    using = "btree",
    name = "orders_by_user",
    unique,
    concurrently
))]
#[rls(check = "total > 0", check(name = "not_too_much", "total < 1000000"))]
#[rls(foreign_key(
    "org_id",
    "user_id",
    name = "orders_member",
    references = "shop.members(org_id, user_id)",
    on_delete = "cascade",
    on_update = "restrict",
    deferrable = "initially deferred"
))]
pub struct Order {
    #[rls(identity = "always")]
    pub id: i64,
    pub org_id: i64,
    pub user_id: String,
    #[rls(type = "varchar(40)", collate = "C", check = "code <> ''", comment = none, renamed_from = "sku", backfill = "''")]
    pub code: String,
    #[rls(default = 1)]
    pub total: i64,
    #[rls(generated = "total * 2")]
    pub double: Option<i64>,
    #[rls(references("shop.accounts(id)", on_delete = "set null", on_update = "cascade", deferrable), index)]
    pub after: Option<i64>,
    #[rls(references = "shop.people", default = none, column = "personId")]
    pub person: i64,
    #[rls(unique, default = "'on-hold'")]
    pub state: State,
    #[rls(skip)]
    pub cache: std::collections::BTreeMap<String, u8>,
}

/// A note of one's own, without row security's words on the struct.
#[derive(Rls)]
pub struct Note {
    #[rls(primary_key, identity)]
    pub id: i64,
    #[rls(owner)]
    pub user_id: String,
}

/// Countries of the world, for everyone.
#[derive(Rls)]
#[rls(rls = false, grants = "none", comment = none)]
pub struct Country {
    #[rls(primary_key)]
    pub code: String,
}

fn main() {
    let schema = pg_rls::schema![State, Order, Note, Country].role("editor", ["authenticated"]);
    assert_eq!(schema.tables().count(), 3);
    assert_eq!(Order::TABLE, r#""shop"."orders""#);
    schema.resolve().unwrap();
}
