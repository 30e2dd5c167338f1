use pg_rls::Rls;

#[derive(Rls)]
#[rls(owner = user_id)]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
