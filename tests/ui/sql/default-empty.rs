use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    #[rls(default = "")]
    task: String,
}

fn main() {}
