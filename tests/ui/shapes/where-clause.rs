use pg_rls::Rls;

#[derive(Rls)]
struct Todo
where
    i64: Copy,
{
    id: i64,
}

fn main() {}
