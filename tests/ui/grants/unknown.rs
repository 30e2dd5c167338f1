use pg_rls::Rls;

#[derive(Rls)]
#[rls(grant("selct", to = "editor"))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
