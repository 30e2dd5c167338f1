use pg_rls::Rls;

#[derive(Rls)]
#[rls(table = 5)]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
