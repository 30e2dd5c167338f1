use pg_rls::Rls;

#[derive(Rls)]
#[rls(rename_all = "camelCase", owner = "userId")]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
