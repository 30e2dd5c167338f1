use pg_rls::Rls;

#[derive(Rls)]
#[rls(crud(read = sql("a = (b")))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
