use pg_rls::Rls;

#[derive(Rls)]
#[rls(rename_all = "kebab")]
enum Status {
    Draft,
    Published,
}

fn main() {}
