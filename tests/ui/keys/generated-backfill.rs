use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    price: i64,
    #[rls(generated = "price * 2", backfill = "0")]
    total: i64,
}

fn main() {}
