use pg_rls::Rls;

#[derive(Rls)]
#[rls(onwer = "id")]
struct Todo<'a, T> {
    id: &'a str,
    payload: T,
    count: u32,
}

fn main() {}
