use pg_rls::Rls;

#[derive(Rls)]
#[rls(crud(role = "authenticated", select = true))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
