use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    #[rls(identity)]
    id: uuid::Uuid,
}

fn main() {}
