#[derive(Rls)]
#[rls(crud(role = "authenticated", read = is_public || owner("user_id"), modify = owner("user_id")))]
#[rls(index("id", where = "is_public"))]
struct Post {
    #[rls(primary_key, identity)]
    id: i64,
    user_id: String,
    is_public: bool,
    #[rls(index, check = "state IN ('draft', 'ready')")]
    state: String,
}
