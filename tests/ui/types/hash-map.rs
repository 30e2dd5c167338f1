use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    task: std::collections::HashMap<String, String>,
}

fn main() {}
