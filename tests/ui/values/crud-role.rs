use pg_rls::Rls;

#[derive(Rls)]
#[rls(crud(role = true, read = true))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
