use pg_rls::Rls;

#[derive(Rls)]
enum Axxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx {
    Draft,
    Published,
}

fn main() {}
