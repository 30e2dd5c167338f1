use pg_rls::Rls;

#[derive(Rls)]
#[rls(rls = false, force)]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
