use pg_rls::Rls;

#[derive(Rls)]
#[rls(owner = "id")]
enum Status {
    Draft,
    Published,
}

fn main() {}
