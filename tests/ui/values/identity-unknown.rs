use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    #[rls(identity = "sometimes")]
    id: i64,
}

fn main() {}
