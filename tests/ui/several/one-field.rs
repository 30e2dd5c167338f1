use pg_rls::Rls;

#[derive(Rls)]
struct Todo {
    #[rls(primary_key = true, identity, unique = 1, check = "", colum = "x")]
    id: Option<u32>,
}

fn main() {}
