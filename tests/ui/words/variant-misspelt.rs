use pg_rls::Rls;

#[derive(Rls)]
enum Status {
    #[rls(renam = "new")]
    Draft,
    Published,
}

fn main() {}
