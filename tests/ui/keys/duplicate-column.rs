use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    name: String,
    #[rls(column = "name")]
    title: String,
}

fn main() {}
