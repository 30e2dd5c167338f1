use pg_rls::Rls;

#[derive(Rls)]
#[rls(owner = "user_id", crud(read = true))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
