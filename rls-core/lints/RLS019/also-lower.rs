#[derive(Rls)]
#[rls(crud(role = "authenticated", read = is_public || owner("user_id"), modify = owner("user_id")))]
#[rls(index("(lower(title))"))]
struct Post {
    #[rls(primary_key, identity)]
    id: i64,
    user_id: String,
    #[rls(index)]
    is_public: bool,
    title: String,
}
