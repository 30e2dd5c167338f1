/// The owner goes on seeing the row.
#[derive(Rls)]
#[rls(crud(role = "authenticated", read = is_public || owner("user_id"), modify = owner("user_id")))]
#[rls(index("id", where = "is_public"))]
struct Post {
    #[rls(primary_key, identity)]
    id: i64,
    user_id: String,
    is_public: bool,
}

/// The column is not among those that may be set.
#[derive(Rls)]
#[rls(crud(role = "authenticated", read = owner("user_id") && deleted_at.is_none()), grants = "none")]
#[rls(policy(name = "change", for = "update", to = "authenticated", using = owner("user_id")))]
#[rls(grant("select", "update(text)", to = "authenticated"))]
struct Note {
    #[rls(primary_key, identity)]
    id: i64,
    user_id: String,
    text: String,
    deleted_at: Option<chrono::DateTime<chrono::Utc>>,
}

/// The check keeps the row where it is seen.
#[derive(Rls)]
#[rls(crud(role = "authenticated", read = owner("user_id") && !archived, modify = owner("user_id") && !archived))]
struct Task {
    #[rls(primary_key, identity)]
    id: i64,
    user_id: String,
    archived: bool,
}
