use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    task: Vec<u16>,
}

fn main() {}
