use pg_rls::Rls;

#[derive(Rls)]
enum Status {}

#[derive(Rls)]
#[rls(table = "")]
struct Todo {
    id: i64,
    status: Status,
}

/// What is whole is of use, whatever is wrong with the others.
#[derive(Rls)]
struct Team {
    id: i64,
}

fn main() {
    let _ = (Todo::TABLE, Todo::table(), Team::TABLE, pg_rls::schema![Todo, Team]);
}
