use pg_rls::Rls;

#[derive(Rls)]
#[rls(comment = 7)]
enum Status {
    Draft,
    Published,
}

fn main() {}
