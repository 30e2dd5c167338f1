use pg_rls::Rls;

#[derive(Rls)]
#[rls(typ_name = "state")]
enum Status {
    Draft,
    Published,
}

fn main() {}
