use pg_rls::Rls;

#[derive(Rls)]
#[rls(crud(raed = true))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
