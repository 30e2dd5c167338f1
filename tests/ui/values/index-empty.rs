use pg_rls::Rls;

#[derive(Rls)]
#[rls(index())]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
