use pg_rls::Rls;

#[derive(Rls)]
#[rls(policy("own rows", using = true))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
