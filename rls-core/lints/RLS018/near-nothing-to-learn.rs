/// Everyone reads the names anyway.
#[derive(Rls)]
#[rls(crud(role = "authenticated", read = true, modify = owner("user_id")))]
struct Handle {
    #[rls(primary_key, identity)]
    id: i64,
    user_id: String,
    #[rls(unique)]
    name: String,
}

/// Nobody guesses a uuid, and one row for each owner tells nothing.
#[derive(Rls)]
#[rls(owner = "user_id")]
struct Link {
    #[rls(primary_key, identity)]
    id: i64,
    #[rls(unique)]
    user_id: String,
    #[rls(unique, default = "gen_random_uuid()")]
    token: uuid::Uuid,
}

/// Callers write nothing.
#[derive(Rls)]
#[rls(crud(role = "authenticated", read = owner("user_id")))]
struct Invoice {
    #[rls(primary_key, identity)]
    id: i64,
    user_id: String,
    #[rls(unique)]
    number: String,
}
