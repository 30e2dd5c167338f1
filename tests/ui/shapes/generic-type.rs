use pg_rls::Rls;

#[derive(Rls)]
struct Todo<T> {
    id: i64,
    payload: T,
}

fn main() {}
