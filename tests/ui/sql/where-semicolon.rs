use pg_rls::Rls;

#[derive(Rls)]
#[rls(index("user_id", where = "now(); DROP TABLE todos"))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
