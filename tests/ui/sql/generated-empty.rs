use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    #[rls(generated = "")]
    task: String,
}

fn main() {}
