use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    #[rls(unique = true)]
    task: String,
}

fn main() {}
