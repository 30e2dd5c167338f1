use pg_rls::Rls;

#[derive(Rls)]
#[rls(type_name = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
enum Status {
    Draft,
    Published,
}

fn main() {}
