use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    #[rls(owner)]
    mine: bool,
}

fn main() {}
