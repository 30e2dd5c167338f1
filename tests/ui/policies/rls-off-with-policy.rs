use pg_rls::Rls;

#[derive(Rls)]
#[rls(rls = false, policy(name = "p", using = true))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
