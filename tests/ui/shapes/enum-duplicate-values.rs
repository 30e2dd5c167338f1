use pg_rls::Rls;

#[derive(Rls)]
enum Status {
    Draft,
    #[rls(rename = "draft")]
    Sketch,
}

fn main() {}
