use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    task: (i64, i64),
}

fn main() {}
