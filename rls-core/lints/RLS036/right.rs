#[derive(Rls)]
#[rls(crud(role = "authenticated", read = "email = ((SELECT auth.session()) ->> 'email')"))]
struct Note {
    #[rls(primary_key, identity)]
    id: i64,
    #[rls(index)]
    email: String,
}
