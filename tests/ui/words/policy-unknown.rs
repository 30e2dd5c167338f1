use pg_rls::Rls;

#[derive(Rls)]
#[rls(policy(name = "p", nonsense = 1, using = true))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
