use pg_rls::Rls;

#[derive(Rls)]
#[rls(force)]
#[rls(owner = "user_id")]
#[rls(force)]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
