use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    #[rls(column)]
    task: String,
}

fn main() {}
