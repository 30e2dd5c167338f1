use pg_rls::Rls;

#[derive(Rls)]
#[rls(check(name = "mine", "id > 0"), check(name = "mine", "id < 9"))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
