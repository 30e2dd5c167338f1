use pg_rls::Rls;

#[derive(Rls)]
#[rls(crud(read = "now(); DROP TABLE todos"))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
