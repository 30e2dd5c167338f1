use pg_rls::Rls;

#[derive(Rls)]
#[rls(grants = "all")]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
