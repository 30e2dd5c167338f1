#[derive(Rls)]
#[rls(crud(role = "authenticated", read = is_public || owner("user_id"), modify = owner("user_id")))]
struct Post {
    #[rls(primary_key, identity)]
    id: i64,
    user_id: String,
    is_public: bool,
}
