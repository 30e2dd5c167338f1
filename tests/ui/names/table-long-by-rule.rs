use pg_rls::Rls;

#[derive(Rls)]
struct Axxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx {
    id: i64,
    user_id: String,
}

fn main() {}
