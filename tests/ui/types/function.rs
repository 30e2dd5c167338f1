use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    task: fn() -> i64,
}

fn main() {}
