use pg_rls::Rls;

#[derive(Rls)]
enum Status {}

fn main() {}
