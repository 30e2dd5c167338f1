#[derive(Rls)]
#[rls(policy(name = "all", to = ["anonymous", "authenticated"], using = true))]
struct Entry {
    #[rls(primary_key, identity)]
    id: i64,
}
