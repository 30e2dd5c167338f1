/// Who reads is said in a policy of its own, and for a role that it is a member of.
#[derive(Rls)]
#[rls(crud(role = "editor", modify = owner("user_id")))]
#[rls(crud(role = "authenticated", read = owner("user_id")))]
struct Reminder {
    #[rls(primary_key, identity)]
    id: i64,
    user_id: String,
}
