use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    #[rls(default = 0)]
    task: String,
}

fn main() {}
