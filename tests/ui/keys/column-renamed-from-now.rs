use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    #[rls(renamed_from = "task")]
    task: String,
}

fn main() {}
