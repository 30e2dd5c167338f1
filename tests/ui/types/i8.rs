use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    task: i8,
}

fn main() {}
