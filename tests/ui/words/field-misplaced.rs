use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    #[rls(crud(read = true))]
    task: String,
}

fn main() {}
