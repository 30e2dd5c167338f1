use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    task: u32,
}

fn main() {}
