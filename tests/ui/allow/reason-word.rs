use pg_rls::Rls;

#[derive(Rls)]
#[rls(allow(RLS001, reson = "x"))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
