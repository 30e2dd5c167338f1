#[derive(Rls)]
#[rls(crud(role = "authenticated", read = owner("user_id"), insert = owner("user_id")))]
#[rls(policy(
    name = "change while open",
    for = "update",
    to = "authenticated",
    using = owner("user_id"),
    with_check = "NOT closed"
))]
struct Ticket {
    #[rls(primary_key, identity)]
    id: i64,
    user_id: String,
    #[rls(default = false)]
    closed: bool,
}
