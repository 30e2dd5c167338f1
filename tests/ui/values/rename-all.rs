use pg_rls::Rls;

#[derive(Rls)]
#[rls(rename_all = camelCase)]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
