use pg_rls::Rls;

#[derive(Rls)]
struct Todo<const N: usize> {
    id: i64,
}

fn main() {}
