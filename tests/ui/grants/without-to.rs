use pg_rls::Rls;

#[derive(Rls)]
#[rls(grant("select"))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
