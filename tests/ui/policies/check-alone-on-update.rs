use pg_rls::Rls;

#[derive(Rls)]
#[rls(policy(name = "p", for = "update", with_check = owner("user_id")))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
