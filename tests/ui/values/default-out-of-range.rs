use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    #[rls(default = 40000)]
    count: i16,
}

fn main() {}
