use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    #[rls(identity)]
    id: Option<i64>,
}

fn main() {}
