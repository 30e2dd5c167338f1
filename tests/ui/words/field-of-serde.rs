use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    #[rls(rename = "title")]
    task: String,
}

fn main() {}
