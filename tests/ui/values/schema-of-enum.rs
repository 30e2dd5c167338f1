use pg_rls::Rls;

#[derive(Rls)]
#[rls(schema)]
enum Status {
    Draft,
    Published,
}

fn main() {}
