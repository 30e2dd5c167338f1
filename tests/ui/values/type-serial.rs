use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    #[rls(type = "bigserial")]
    total: i64,
}

fn main() {}
