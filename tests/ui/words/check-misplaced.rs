use pg_rls::Rls;

#[derive(Rls)]
#[rls(check("id > 0", deferrable))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
