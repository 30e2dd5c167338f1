use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    #[rls(generated = "lower((task)")]
    task: String,
}

fn main() {}
