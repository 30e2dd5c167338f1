use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    id: i64,
    #[rls(references("users(id)", on_delete = "forget"))]
    user: i64,
}

fn main() {}
