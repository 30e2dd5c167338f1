use pg_rls::Rls;

#[derive(Rls)]
struct Todo;

fn main() {}
