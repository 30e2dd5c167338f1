#[derive(Rls)]
#[rls(policy(name = "everyone reads", for = "select", to = "public", using = true))]
struct Currency {
    #[rls(primary_key)]
    code: String,
}
