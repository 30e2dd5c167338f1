use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    #[rls(check = "now() -- the time")]
    task: String,
}

fn main() {}
