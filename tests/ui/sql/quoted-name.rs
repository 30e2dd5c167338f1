use pg_rls::Rls;

#[derive(Rls)]
#[rls(crud(read = "\"user_id = 1"))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
