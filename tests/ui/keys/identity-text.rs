use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    #[rls(identity)]
    id: String,
}

fn main() {}
