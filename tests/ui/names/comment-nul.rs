use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    #[rls(comment = "a\0b")]
    task: String,
}

fn main() {}
