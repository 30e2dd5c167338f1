use pg_rls::Rls;

#[derive(Rls)]
#[rls(nonsense)]
enum Status {
    Draft,
    Published,
}

fn main() {}
