use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    #[rls(default = "now() -- the time")]
    task: String,
}

fn main() {}
