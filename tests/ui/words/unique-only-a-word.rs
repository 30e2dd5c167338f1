use pg_rls::Rls;

#[derive(Rls)]
#[rls(unique(name = "one_each"))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
