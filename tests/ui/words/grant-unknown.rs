use pg_rls::Rls;

#[derive(Rls)]
#[rls(grant("select", to = "editor", nonsense = 1))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
