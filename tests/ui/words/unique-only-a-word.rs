use pg_rls::Rls;

#[derive(Rls)]
#[rls(unique(where = "open"))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
