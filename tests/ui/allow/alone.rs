use pg_rls::Rls;

#[derive(Rls)]
#[rls(allow)]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
