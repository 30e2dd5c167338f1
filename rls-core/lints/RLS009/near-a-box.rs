/// A box to put things in: who writes reads nothing.
#[derive(Rls)]
#[rls(crud(role = "anonymous", insert = "char_length(text) < 1000"))]
struct Complaint {
    #[rls(primary_key, identity)]
    id: i64,
    text: String,
}

/// The check says more than the read asks for.
#[derive(Rls)]
#[rls(crud(role = "authenticated", read = owner("user_id") || "is_public", insert = owner("user_id") && "NOT is_public"))]
struct Post {
    #[rls(primary_key, identity)]
    id: i64,
    user_id: String,
    #[rls(index)]
    is_public: bool,
}

/// What the SQL asks for nobody can be sure of.
#[derive(Rls)]
#[rls(crud(role = "authenticated", read = "id % 2 = 0", insert = owner("user_id")))]
struct Page {
    #[rls(primary_key, identity)]
    id: i64,
    user_id: String,
}
