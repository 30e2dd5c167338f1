#[derive(Rls)]
#[rls(crud(role = "authenticated", read = true, insert = true))]
#[rls(policy(name = "own", for = "insert", to = "authenticated", restrictive, with_check = owner("user_id")))]
struct Comment {
    #[rls(primary_key, identity)]
    id: i64,
    user_id: String,
}

/// A role of one's own has its name for a reason.
#[derive(Rls)]
#[rls(crud(role = "editor", read = true, modify = true))]
#[rls(crud(role = "authenticated", read = true, modify = false))]
struct Page {
    #[rls(primary_key, identity)]
    id: i64,
}
