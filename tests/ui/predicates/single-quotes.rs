use pg_rls::Rls;

#[derive(Rls)]
#[rls(crud(read = 'u'))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
