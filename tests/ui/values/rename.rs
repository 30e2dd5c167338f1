use pg_rls::Rls;

#[derive(Rls)]
enum Status {
    #[rls(rename = New)]
    Draft,
    Published,
}

fn main() {}
