use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    #[rls(references("users(id)", on_delete = "set null"))]
    user: i64,
}

fn main() {}
