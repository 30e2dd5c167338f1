use pg_rls::Rls;

#[derive(Rls)]
#[rls(grant("select", to = "editor", to = "author"))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
