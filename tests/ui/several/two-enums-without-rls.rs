use pg_rls::Rls;

enum Status {
    Draft,
}

enum Mood {
    Happy,
}

#[derive(Rls)]
struct Todo {
    status: Status,
    mood: Mood,
}

fn main() {}
