/// The owner's column is not among those that may be set.
#[derive(Rls)]
#[rls(crud(role = "authenticated", read = owner("user_id")), grants = "none")]
#[rls(policy(name = "close", for = "update", to = "authenticated", using = owner("user_id"), with_check = true))]
#[rls(grant("select", "update(closed)", to = "authenticated"))]
struct Ticket {
    #[rls(primary_key, identity)]
    id: i64,
    user_id: String,
    closed: bool,
}

/// A restrictive policy holds the row where it is.
#[derive(Rls)]
#[rls(crud(role = "authenticated", read = owner("user_id")))]
#[rls(policy(name = "close", for = "update", to = "authenticated", using = owner("user_id"), with_check = true))]
#[rls(policy(name = "stay", for = "update", to = "public", restrictive, using = owner("user_id")))]
struct Bill {
    #[rls(primary_key, identity)]
    id: i64,
    user_id: String,
}

/// The check is SQL that nobody can be sure of, and it does name the column.
#[derive(Rls)]
#[rls(crud(role = "authenticated", read = owner("user_id")))]
#[rls(policy(
    name = "hand over",
    for = "update",
    to = "authenticated",
    using = owner("user_id"),
    with_check = "may_own(user_id)"
))]
struct Key {
    #[rls(primary_key, identity)]
    id: i64,
    user_id: String,
}
