#[derive(Rls)]
#[rls(crud(role = "authenticated", read = owner("user_id")))]
#[rls(policy(name = "nobody now", for = "select", to = "public", restrictive, using = "NOT archived"))]
#[rls(policy(name = "none", for = "delete", to = "public", using = false))]
struct Note {
    #[rls(primary_key, identity)]
    id: i64,
    user_id: String,
    archived: bool,
}
