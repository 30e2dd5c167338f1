use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    #[rls(type = "text; drop")]
    total: u64,
}

fn main() {}
