use pg_rls::Rls;

#[derive(Rls)]
#[rls(policy(name = "p", for = "all"))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
