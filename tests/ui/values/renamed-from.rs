use pg_rls::Rls;

#[derive(Rls)]
#[rls(renamed_from = 3)]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
