use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    #[rls(index("task"))]
    task: String,
}

fn main() {}
