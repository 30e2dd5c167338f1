use pg_rls::Rls;

#[derive(Rls)]
enum Status {
    #[rls(rename = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    Draft,
    Published,
}

fn main() {}
