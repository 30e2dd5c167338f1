//! Keeps rls/pending/ up to date: what the models say beyond what was accepted.

fn main() {
    pg_rls::build::run();
}
