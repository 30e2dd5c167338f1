use pg_rls::Rls;

#[derive(Rls)]
#[rls(typename = "status", rename_all = "kebab")]
enum Status {
    Draft,
    #[rls(rename = "draft")]
    Sketch,
    #[rls(nonsense)]
    Published(i64),
}

fn main() {}
