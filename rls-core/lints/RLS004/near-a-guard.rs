/// It guards all commands, and only some of them are given.
#[derive(Rls)]
#[rls(crud(role = "authenticated", read = owner("user_id"), insert = owner("user_id")))]
#[rls(policy(name = "second factor", to = "public", restrictive, using = "(SELECT auth.session() ->> 'aal') = 'aal2'"))]
struct Note {
    #[rls(primary_key, identity)]
    id: i64,
    user_id: String,
}
