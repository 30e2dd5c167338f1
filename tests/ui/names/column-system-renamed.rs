use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    #[rls(column = "ctid")]
    task: String,
}

fn main() {}
