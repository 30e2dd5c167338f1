#[derive(Rls)]
#[rls(policy(name = "readers", for = "select", to = "authenticated", using = "app.may_read(id)"))]
struct Note {
    #[rls(primary_key, identity)]
    id: i64,
}
