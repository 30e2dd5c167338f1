use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    #[rls(skip = true)]
    task: String,
}

fn main() {}
