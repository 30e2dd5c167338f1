use pg_rls::Rls;

#[derive(Rls)]
#[rls(policy(name = "p", using = true, using = false))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
