use pg_rls::Rls;

#[derive(Rls)]
enum Status {
    Draft,
    Published(i64),
}

fn main() {}
