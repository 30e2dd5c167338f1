use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    #[rls(references("users(id)", on_delete = "set null"))]
    user: Option<u32>,
}

fn main() {}
