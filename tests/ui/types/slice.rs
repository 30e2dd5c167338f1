use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    task: &'static [u8],
}

fn main() {}
