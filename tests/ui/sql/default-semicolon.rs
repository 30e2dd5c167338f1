use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    #[rls(default = "now(); DROP TABLE todos")]
    task: String,
}

fn main() {}
