use pg_rls::Rls;

#[derive(Rls)]
#[rls(crud(read = status == "publishd" || status == Status::Publishd, modify = status == "drft"))]
struct Todo {
    id: i64,
    status: Status,
}

#[derive(Rls)]
enum Status {
    Draft,
    Published,
}

fn main() {}
