use pg_rls::Rls;

#[derive(Rls)]
#[rls(owner = "usr_id")]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
