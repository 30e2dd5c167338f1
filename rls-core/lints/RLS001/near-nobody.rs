/// Nobody but its owner has a privilege on it.
#[derive(Rls)]
#[rls(rls = false)]
struct Job {
    #[rls(primary_key)]
    id: i64,
}
