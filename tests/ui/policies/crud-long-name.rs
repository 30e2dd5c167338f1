use pg_rls::Rls;

#[derive(Rls)]
#[rls(crud(role = ["a-role-with-a-long-name", "another-role-with-a-long-name"], read = true))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
