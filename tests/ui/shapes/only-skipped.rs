use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    #[rls(skip)]
    cache: String,
}

fn main() {}
