use pg_rls::Rls;

#[derive(Rls)]
struct Todo(i64, String);

fn main() {}
