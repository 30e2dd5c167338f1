use pg_rls::Rls;

#[derive(Rls)]
enum Status {
    #[rls(default = 0)]
    Draft,
    Published,
}

fn main() {}
