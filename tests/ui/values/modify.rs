use pg_rls::Rls;

#[derive(Rls)]
#[rls(owner = "user_id", modify = 7)]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
