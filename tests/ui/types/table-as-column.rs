use pg_rls::Rls;

#[derive(Rls)]
struct Team {
    id: i64,
}

#[derive(Rls)]
struct Todo {
    id: i64,
    team: Team,
}

fn main() {}
