use pg_rls::Rls;

#[derive(Rls)]
#[rls(rls)]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
