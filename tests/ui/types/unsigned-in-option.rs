use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    task: Option<u32>,
}

fn main() {}
