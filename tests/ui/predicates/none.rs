use pg_rls::Rls;

#[derive(Rls)]
#[rls(crud(read = none))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
