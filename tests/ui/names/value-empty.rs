use pg_rls::Rls;

#[derive(Rls)]
enum Status {
    #[rls(rename = "")]
    Draft,
    Published,
}

fn main() {}
