use pg_rls::Rls;

#[derive(Rls)]
#[rls(owner = "banana")]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
