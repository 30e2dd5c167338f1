use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    task: Box<i64>,
}

fn main() {}
