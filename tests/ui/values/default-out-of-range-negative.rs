use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    #[rls(default = -3_000_000_000)]
    count: i32,
}

fn main() {}
