use pg_rls::Rls;

#[derive(Rls)]
#[rls(rename_all = "camelCase", crud(read = is_public == now()))]
struct Todo {
    id: i64,
    is_public: bool,
}

fn main() {}
