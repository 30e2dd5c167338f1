use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    #[rls(identity = true)]
    id: i64,
}

fn main() {}
