use pg_rls::Rls;

#[derive(Rls)]
#[rls(crud(read = true, read = false))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
