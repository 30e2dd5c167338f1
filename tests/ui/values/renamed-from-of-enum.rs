use pg_rls::Rls;

#[derive(Rls)]
#[rls(renamed_from("old"))]
enum Status {
    Draft,
    Published,
}

fn main() {}
