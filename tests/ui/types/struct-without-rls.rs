use pg_rls::Rls;

struct Place {
    street: String,
}

#[derive(Rls)]
struct Todo {
    id: i64,
    place: Place,
}

fn main() {}
