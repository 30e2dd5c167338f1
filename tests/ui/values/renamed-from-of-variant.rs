use pg_rls::Rls;

#[derive(Rls)]
enum Status {
    #[rls(renamed_from = 5)]
    Draft,
    Published,
}

fn main() {}
