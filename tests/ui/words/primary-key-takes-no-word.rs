use pg_rls::Rls;

#[derive(Rls)]
#[rls(primary_key("id", deferrable))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
