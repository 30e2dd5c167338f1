use pg_rls::Rls;

#[derive(Rls)]
#[rls(crud(read = "lower($$task)"))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
