use pg_rls::Rls;

#[derive(Rls)]
#[rls(check("id > 0", "id < 9"))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
