//! Where do random models come from?
//!
//! Everything follows from one number: the same seed gives the same tables, rows, callers and predicates, on every
//! machine. `RLS_RANDOM_SEED` sets it, `RLS_RANDOM_COUNT` how many worlds a test looks at; a failure prints the seed
//! of its world, which is enough to see it again alone. `RLS_RANDOM_PART=8` looks at an eighth of them.

mod claims;
mod expr;
mod kinds;
mod shrink;
mod world;

pub(crate) use claims::Caller;
pub(crate) use expr::{Gen, answer};
pub(crate) use kinds::{IDS, cast, kind};
pub(crate) use shrink::smaller;
pub(crate) use world::World;

/// splitmix64: short, quick and good enough to choose with.
#[derive(Clone, Debug)]
pub(crate) struct Rng(u64);

impl Rng {
    pub(crate) fn new(seed: u64) -> Self {
        Rng(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to one less than `n`.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n as u64).unwrap()
    }

    /// True so many times in a hundred.
    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn pick<'t, T>(&mut self, items: &'t [T]) -> &'t T {
        &items[self.below(items.len())]
    }
}

/// The seeds of the worlds to look at: so many, unless the environment says otherwise.
pub(crate) fn seeds(count: usize) -> Vec<u64> {
    let number = |name: &str| {
        std::env::var(name)
            .ok()
            .map(|text| text.parse().unwrap_or_else(|_| panic!("{name}={text} is no number")))
    };
    let first = number("RLS_RANDOM_SEED").unwrap_or(1);
    let part = number("RLS_RANDOM_PART").unwrap_or(1);
    let count = number("RLS_RANDOM_COUNT").unwrap_or((count as u64 / part).max(1));
    (first..first + count).collect()
}

#[test]
fn the_same_seed_gives_the_same_world() {
    let world = |seed| {
        let mut rng = Rng::new(seed);
        let world = World::new(&mut rng);
        let expr = Gen::new(&world, &mut rng).expr(&world.main, 4);
        (world.inserts(), format!("{expr:?}"))
    };
    assert_eq!(world(7), world(7));
    assert_ne!(world(7), world(8));
}
