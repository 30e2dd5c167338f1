use pg_rls::Rls;

#[derive(Rls)]
#[rls(crud(role = "authenticated", read = true))]
#[rls(crud(role = "authenticated", read = owner("user_id"), modify = owner("user_id")))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
