use pg_rls::Rls;

#[derive(Rls)]
union Todo {
    id: i64,
    other: f64,
}

fn main() {}
