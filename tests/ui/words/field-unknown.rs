use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    #[rls(nonsense)]
    task: String,
}

fn main() {}
