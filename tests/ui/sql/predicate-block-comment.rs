use pg_rls::Rls;

#[derive(Rls)]
#[rls(crud(read = "lower(task) /* why"))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
