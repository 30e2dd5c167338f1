use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    #[rls(identity, generated = "1 + 1")]
    id: i64,
}

fn main() {}
