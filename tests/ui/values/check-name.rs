use pg_rls::Rls;

#[derive(Rls)]
#[rls(check(name = 5, "id > 0"))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
