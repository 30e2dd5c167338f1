use pg_rls::Rls;

#[derive(Rls)]
#[rls(table = "to\0dos")]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
