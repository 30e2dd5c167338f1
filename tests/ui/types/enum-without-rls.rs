use pg_rls::Rls;

enum Status {
    Draft,
    Published,
}

#[derive(Rls)]
struct Todo {
    id: i64,
    status: Status,
}

fn main() {}
