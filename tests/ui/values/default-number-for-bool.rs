use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    #[rls(default = 1)]
    done: bool,
}

fn main() {}
