use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    #[rls(check("char_length(task) > 0"))]
    task: String,
}

fn main() {}
