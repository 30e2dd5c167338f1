/// The role would not be held to policies anyway, and the schema is not the API's.
#[derive(Rls)]
#[rls(rls = false, schema = "private", grant("select", to = "service_role"))]
struct Job {
    #[rls(primary_key)]
    id: i64,
}
