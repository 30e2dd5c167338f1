use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    #[rls(default = false)]
    count: i32,
}

fn main() {}
