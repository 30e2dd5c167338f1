use pg_rls::Rls;

#[derive(Rls)]
#[rls(policy = "own rows")]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
