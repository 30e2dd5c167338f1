use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    #[rls(collate = "")]
    task: String,
}

fn main() {}
