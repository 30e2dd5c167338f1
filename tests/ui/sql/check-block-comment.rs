use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    #[rls(check = "lower(task) /* why")]
    task: String,
}

fn main() {}
