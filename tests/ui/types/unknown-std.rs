use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    task: std::time::Duration,
}

fn main() {}
