use pg_rls::Rls;

#[derive(Rls)]
#[rls(primary_key("org_id", "user_id"), unique("org_id", "email"), unique("email", "nick"))]
#[rls(check = "email <> nick", check(name = "short nick", "char_length(nick) < 20"))]
pub struct Member {
    pub org_id: i64,
    pub user_id: String,
    #[rls(unique, check = "email LIKE '%@%'", check = "char_length(email) < 200")]
    pub email: String,
    pub nick: String,
}

#[derive(Rls)]
#[rls(foreign_key("org_id", "user_id", references = "members(org_id, user_id)", on_delete = "cascade"))]
#[rls(foreign_key(
    "org_id", "reviewer",
    references = "members",
    name = "orders_reviewer",
    on_delete = "set null",
    on_update = "cascade",
    deferrable = "initially deferred"
))]
pub struct Order {
    #[rls(primary_key, identity = "always")]
    pub id: i64,
    pub org_id: Option<i64>,
    pub user_id: Option<String>,
    pub reviewer: Option<String>,
    #[rls(references("orders", on_delete = "restrict", deferrable))]
    pub replaces: Option<i64>,
    #[rls(default = 1)]
    pub amount: i32,
    #[rls(default = -0.5)]
    pub price: f64,
    #[rls(generated = "price * amount")]
    pub total: f64,
    #[rls(collate = "C")]
    pub code: String,
}

/// Two tables that refer to each other.
#[derive(Rls)]
pub struct Chicken {
    #[rls(primary_key)]
    pub id: i64,
    #[rls(references = "eggs(id)")]
    pub egg_id: Option<i64>,
}

#[derive(Rls)]
pub struct Egg {
    #[rls(primary_key)]
    pub id: i64,
    #[rls(references("chickens(id)", on_update = "set default", deferrable))]
    pub chicken_id: Option<i64>,
}

/// Keys under names of their own.
#[derive(Rls)]
#[rls(primary_key("id", name = "seats_key"), unique("row", "number", name = "one seat"))]
pub struct Seat {
    pub id: i64,
    pub row: i32,
    pub number: i32,
}
