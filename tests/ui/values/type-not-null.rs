use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    #[rls(type = "text not null")]
    task: String,
}

fn main() {}
