use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    #[rls(identity, default = 1)]
    id: i64,
}

fn main() {}
