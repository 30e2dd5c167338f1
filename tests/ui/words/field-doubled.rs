use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    #[rls(default = "'a'", default = "'b'")]
    task: String,
}

fn main() {}
