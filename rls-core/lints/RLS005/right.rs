#[derive(Rls)]
#[rls(policy(name = "everyone reads", for = "select", to = ["anonymous", "authenticated"], using = true))]
struct Currency {
    #[rls(primary_key)]
    code: String,
}
