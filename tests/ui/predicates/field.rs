use pg_rls::Rls;

#[derive(Rls)]
#[rls(crud(read = is_public))]
struct Todo {
    id: i64,
    is_public: bool,
}

fn main() {}
