use pg_rls::Rls;

#[derive(Rls)]
#[rls(foreign_key("user_id", references = "users(id)", references = "people(id)"))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
