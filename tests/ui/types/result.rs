use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    task: Result<String, ()>,
}

fn main() {}
