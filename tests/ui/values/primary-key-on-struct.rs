use pg_rls::Rls;

#[derive(Rls)]
#[rls(primary_key = "id")]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
