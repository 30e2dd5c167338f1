//! Is a random schema, pulled from its database, written as structs that make the same database?

use pg_rls::Provider;

use super::live::{again, made, pull, relations};
use crate::{evolve::pair::Pair, random::seeds};

const COUNT: usize = 60;

#[test]
fn random_schemas_are_pulled_as_they_are() {
    let mut pulled = 0;
    for seed in seeds(COUNT) {
        let (_, resolved) = Pair::random(seed).resolved().unwrap();
        if resolved.provider != Provider::Neon {
            continue;
        }
        let live = made(&resolved);
        let pull = pull(&live, &resolved.provider);
        assert_eq!(
            relations(&again(&pull)),
            relations(&live),
            "RLS_RANDOM_SEED={seed}\n{}",
            pull.source.module
        );
        pulled += 1;
    }
    assert!(pulled > 0);
}
