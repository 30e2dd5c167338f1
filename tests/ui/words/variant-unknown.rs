use pg_rls::Rls;

#[derive(Rls)]
enum Status {
    #[rls(nonsense)]
    Draft,
    Published,
}

fn main() {}
