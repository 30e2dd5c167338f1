use pg_rls::Rls;

#[derive(Rls)]
#[rls(crud(delete(false)))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
