use pg_rls::Rls;

#[derive(Rls)]
#[rls(type_name = Status)]
enum Status {
    Draft,
    Published,
}

fn main() {}
