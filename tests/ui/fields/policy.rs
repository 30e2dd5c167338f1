use pg_rls::Rls;

#[derive(Rls)]
#[rls(policy(name = "p", using = owner("used_id")))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
