use pg_rls::Rls;

#[derive(Rls)]
#[rls(grant("update()", to = "editor"))]
struct Todo {
    id: i64,
    title: String,
    user_id: String,
}

fn main() {}
