use pg_rls::Rls;

#[derive(Rls)]
#[rls(crud(read = deleted_at.is_none()))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
