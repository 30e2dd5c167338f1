use pg_rls::Rls;

#[derive(Rls)]
struct Todo<T>
where
    T: Copy,
{
    id: i64,
    payload: T,
}

fn main() {}
