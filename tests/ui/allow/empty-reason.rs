use pg_rls::Rls;

#[derive(Rls)]
#[rls(allow(RLS001, reason = " "))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
