use pg_rls::Rls;

#[derive(Rls)]
#[rls(schema = "a", schema = "b")]
enum Status {
    Draft,
    Published,
}

fn main() {}
