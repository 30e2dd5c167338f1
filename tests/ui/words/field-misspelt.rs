use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    #[rls(primry_key)]
    id: i64,
}

fn main() {}
