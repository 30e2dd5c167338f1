use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    #[rls(comment = 5)]
    task: String,
}

fn main() {}
