use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    #[rls(primary_key = true)]
    id: i64,
}

fn main() {}
