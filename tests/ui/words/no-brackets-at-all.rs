use pg_rls::Rls;

#[derive(Rls)]
#[rls]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
