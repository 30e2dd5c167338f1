use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    #[rls(generated = "now() -- the time")]
    task: String,
}

fn main() {}
