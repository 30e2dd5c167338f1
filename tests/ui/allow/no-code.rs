use pg_rls::Rls;

#[derive(Rls)]
#[rls(allow(reason = "x"))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
