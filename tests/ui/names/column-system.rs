use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    xmin: i64,
}

fn main() {}
