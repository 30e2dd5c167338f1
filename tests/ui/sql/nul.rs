use pg_rls::Rls;

#[derive(Rls)]
#[rls(crud(read = "a = '\0'"))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
