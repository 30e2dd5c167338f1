/// `false` says that it is meant.
#[derive(Rls)]
#[rls(crud(role = "authenticated", read = owner("user_id"), insert = owner("user_id"), delete = false))]
#[rls(grant("delete", to = "authenticated"))]
struct Note {
    #[rls(primary_key, identity)]
    id: i64,
    user_id: String,
}

/// One policy for ALL, and the grants say which commands.
#[derive(Rls)]
#[rls(policy(name = "own", to = "authenticated", using = owner("user_id")), grants = "none")]
#[rls(grant("select", "insert(user_id)", to = "authenticated"))]
struct Draft {
    #[rls(primary_key, identity)]
    id: i64,
    user_id: String,
}
