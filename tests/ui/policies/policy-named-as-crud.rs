use pg_rls::Rls;

#[derive(Rls)]
#[rls(owner = "user_id", policy(name = "crud-authenticated-policy-select", for = "select", using = true))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
