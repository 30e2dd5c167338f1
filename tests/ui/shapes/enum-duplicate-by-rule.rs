use pg_rls::Rls;

#[derive(Rls)]
#[rls(rename_all = "lowercase")]
enum Status {
    OnHold,
    Onhold,
}

fn main() {}
