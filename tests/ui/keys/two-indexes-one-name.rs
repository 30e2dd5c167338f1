use pg_rls::Rls;

#[derive(Rls)]
#[rls(index("id", name = "mine"), index("user_id", name = "mine"))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
