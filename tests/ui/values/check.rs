use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    #[rls(check = true)]
    task: String,
}

fn main() {}
