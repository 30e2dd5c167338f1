use pg_rls::Rls;

#[derive(Rls)]
#[rls(tablespace = "fast")]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
