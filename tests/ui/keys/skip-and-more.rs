use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    #[rls(skip, unique)]
    task: String,
}

fn main() {}
