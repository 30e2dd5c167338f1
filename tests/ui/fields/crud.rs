use pg_rls::Rls;

#[derive(Rls)]
#[rls(crud(modify = owner("usre_id")))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
