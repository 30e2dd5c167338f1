use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    #[rls(generated = "1 + 1", default = 1)]
    total: i64,
}

fn main() {}
