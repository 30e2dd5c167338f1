use pg_rls::Rls;

#[derive(Rls)]
#[rls(crud(role = "current_user", read = true))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
