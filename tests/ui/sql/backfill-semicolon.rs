use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    #[rls(backfill = "now(); DROP TABLE todos")]
    task: String,
}

fn main() {}
