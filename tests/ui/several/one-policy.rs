use pg_rls::Rls;

#[derive(Rls)]
#[rls(policy(name = "", for = "selct", to = "none", using = owner("usr_id")))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
