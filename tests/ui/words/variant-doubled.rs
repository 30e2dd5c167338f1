use pg_rls::Rls;

#[derive(Rls)]
enum Status {
    #[rls(rename = "a", rename = "b")]
    Draft,
    Published,
}

fn main() {}
