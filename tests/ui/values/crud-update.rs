use pg_rls::Rls;

#[derive(Rls)]
#[rls(crud(update = none))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
