use pg_rls::Rls;

#[derive(Rls)]
#[rls(crud(read = claim("org_id")))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
