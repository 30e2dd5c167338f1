use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    #[rls(primary_key)]
    id: Option<i64>,
}

fn main() {}
