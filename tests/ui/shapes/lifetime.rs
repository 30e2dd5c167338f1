use pg_rls::Rls;

#[derive(Rls)]
struct Todo<'a> {
    id: i64,
    task: std::borrow::Cow<'a, str>,
}

fn main() {}
