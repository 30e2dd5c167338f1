#[derive(Rls)]
#[rls(policy(name = "own rows", for = "select", to = "authenticated", using = owner("user_id")))]
struct Note {
    #[rls(primary_key, identity)]
    id: i64,
    user_id: String,
    text: String,
}
