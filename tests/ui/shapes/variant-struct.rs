use pg_rls::Rls;

#[derive(Rls)]
enum Status {
    Draft,
    Published { at: i64 },
}

fn main() {}
