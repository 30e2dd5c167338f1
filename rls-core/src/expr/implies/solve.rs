//! Is there a state of the facts in which all of these hold?

/// A formula in which `!` stands at facts only.
#[derive(Clone, Debug)]
pub(super) enum Formula {
    /// Always, or never.
    Bool(bool),
    /// This fact, or its opposite.
    Fact(Lit),
    All(Vec<Formula>),
    Any(Vec<Formula>),
}

/// A fact by its number, and whether it is meant or its opposite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Lit {
    pub(super) fact: usize,
    pub(super) is: bool,
}

impl Lit {
    pub(super) fn not(self) -> Lit {
        Lit { is: !self.is, ..self }
    }

    fn index(self) -> usize {
        self.fact * 2 + usize::from(self.is)
    }
}

impl Formula {
    /// All of these.
    pub(super) fn all(parts: impl IntoIterator<Item = Formula>) -> Formula {
        Formula::All(parts.into_iter().collect())
    }

    /// Any of these.
    pub(super) fn any(parts: impl IntoIterator<Item = Formula>) -> Formula {
        Formula::Any(parts.into_iter().collect())
    }

    /// The opposite: true exactly where this is false. Its depth is that of what it was made of, which is bounded.
    pub(super) fn not(self) -> Formula {
        match self {
            Formula::Bool(value) => Formula::Bool(!value),
            Formula::Fact(lit) => Formula::Fact(lit.not()),
            Formula::All(parts) => Formula::any(parts.into_iter().map(Formula::not)),
            Formula::Any(parts) => Formula::all(parts.into_iter().map(Formula::not)),
        }
    }
}

/// What must hold: clauses, of each of which one literal at least is true.
#[derive(Default)]
pub(super) struct Clauses {
    facts: usize,
    clauses: Vec<Vec<Lit>>,
}

impl Clauses {
    /// A new fact, of which nothing is known.
    pub(super) fn fact(&mut self) -> usize {
        self.facts += 1;
        self.facts - 1
    }

    /// One of these.
    pub(super) fn clause(&mut self, lits: impl IntoIterator<Item = Lit>) {
        self.clauses.push(lits.into_iter().collect());
    }

    /// `of` cannot be without `is`.
    pub(super) fn implies(&mut self, of: Lit, is: Lit) {
        self.clause([of.not(), is]);
    }

    /// The formula holds.
    pub(super) fn holds(&mut self, formula: &Formula) {
        match formula {
            Formula::Bool(true) => {}
            Formula::Bool(false) => self.clause([]),
            Formula::Fact(lit) => self.clause([*lit]),
            Formula::All(parts) => parts.iter().for_each(|part| self.holds(part)),
            Formula::Any(parts) => {
                if let Some(lits) = self.lits(parts) {
                    self.clause(lits);
                }
            }
        }
    }

    /// A literal for each part, from which the part follows; none where one is always true.
    fn lits(&mut self, parts: &[Formula]) -> Option<Vec<Lit>> {
        let mut lits = Vec::new();
        for part in parts {
            match part {
                Formula::Bool(true) => return None,
                Formula::Bool(false) => {}
                Formula::Fact(lit) => lits.push(*lit),
                Formula::Any(more) => lits.extend(self.lits(more)?),
                Formula::All(more) => {
                    let name = Lit { fact: self.fact(), is: true };
                    lits.push(name);
                    more.iter().for_each(|part| self.follows(name, part));
                }
            }
        }
        Some(lits)
    }

    /// Where `of` is true, the formula holds.
    fn follows(&mut self, of: Lit, formula: &Formula) {
        match formula {
            Formula::Bool(true) => {}
            Formula::Bool(false) => self.clause([of.not()]),
            Formula::Fact(lit) => self.implies(of, *lit),
            Formula::All(parts) => parts.iter().for_each(|part| self.follows(of, part)),
            Formula::Any(parts) => {
                if let Some(mut lits) = self.lits(parts) {
                    lits.push(of.not());
                    self.clause(lits);
                }
            }
        }
    }

    /// Whether all clauses can hold at once; none when the steps are used up. Each clause that is looked at is a step.
    pub(super) fn satisfiable(&self, steps: &mut u32) -> Option<bool> {
        *steps = steps.checked_sub(u32::try_from(self.clauses.len()).ok()?)?;
        Search::new(self).run(steps)
    }
}

struct Search<'c> {
    clauses: &'c [Vec<Lit>],
    /// The clauses in which a literal stands, by the literal's index.
    standing: Vec<Vec<usize>>,
    values: Vec<Option<bool>>,
    /// What has become true, in order, and how much of it has been followed up.
    trail: Vec<Lit>,
    followed: usize,
    /// Where in the trail a guess stands, and whether its opposite was tried before.
    guesses: Vec<(usize, bool)>,
}

impl<'c> Search<'c> {
    fn new(problem: &'c Clauses) -> Self {
        let mut standing = vec![Vec::new(); problem.facts * 2];
        for (at, clause) in problem.clauses.iter().enumerate() {
            clause.iter().for_each(|lit| standing[lit.index()].push(at));
        }
        Search {
            clauses: &problem.clauses,
            standing,
            values: vec![None; problem.facts],
            trail: Vec::new(),
            followed: 0,
            guesses: Vec::new(),
        }
    }

    fn run(mut self, steps: &mut u32) -> Option<bool> {
        for clause in self.clauses {
            match clause[..] {
                [] => return Some(false),
                [lit] if !self.set(lit) => return Some(false),
                _ => {}
            }
        }
        loop {
            if self.follow_up(steps)? {
                *steps = steps.checked_sub(u32::try_from(self.clauses.len()).ok()?)?;
                let Some(lit) = self.next_guess() else { return Some(true) };
                self.guesses.push((self.trail.len(), false));
                self.set(lit);
            } else if !self.turn_back() {
                return Some(false);
            }
        }
    }

    /// Makes a literal true; false where its opposite is.
    fn set(&mut self, lit: Lit) -> bool {
        match self.values[lit.fact] {
            Some(value) => value == lit.is,
            None => {
                self.values[lit.fact] = Some(lit.is);
                self.trail.push(lit);
                true
            }
        }
    }

    fn is_true(&self, lit: Lit) -> bool {
        self.values[lit.fact] == Some(lit.is)
    }

    /// Draws what follows from the trail; false at a contradiction.
    fn follow_up(&mut self, steps: &mut u32) -> Option<bool> {
        while let Some(lit) = self.trail.get(self.followed).copied() {
            self.followed += 1;
            for i in 0..self.standing[lit.not().index()].len() {
                *steps = steps.checked_sub(1)?;
                let clause = &self.clauses[self.standing[lit.not().index()][i]];
                if clause.iter().any(|lit| self.is_true(*lit)) {
                    continue;
                }
                let mut open = clause.iter().filter(|lit| self.values[lit.fact].is_none());
                match (open.next(), open.next()) {
                    (None, _) => return Some(false),
                    (Some(&only), None) => {
                        self.set(only);
                    }
                    _ => {}
                }
            }
        }
        Some(true)
    }

    /// A literal of a clause that is not true yet; none where all are.
    fn next_guess(&self) -> Option<Lit> {
        let open = self.clauses.iter().find(|clause| !clause.iter().any(|lit| self.is_true(*lit)))?;
        open.iter().find(|lit| self.values[lit.fact].is_none()).copied()
    }

    /// Turns the last guess round that was not turned yet; false where there is none.
    fn turn_back(&mut self) -> bool {
        while let Some((at, turned)) = self.guesses.pop() {
            let guess = self.trail[at];
            for lit in self.trail.drain(at..) {
                self.values[lit.fact] = None;
            }
            self.followed = at;
            if !turned {
                self.guesses.push((at, true));
                self.set(guess.not());
                return true;
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::{Clauses, Lit};

    /// Against trying everything: all problems of four facts with some seeded clauses.
    #[test]
    fn it_finds_what_trying_everything_finds() {
        let mut seed = 7_u64;
        let mut next = move |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from((seed >> 33) % below).unwrap()
        };
        let mut found = [0, 0];
        for _ in 0..2000 {
            let mut problem = Clauses::default();
            (0..4).for_each(|_| {
                problem.fact();
            });
            for _ in 0..next(12) {
                let lits: Vec<Lit> = (0..=next(3)).map(|_| Lit { fact: next(4), is: next(2) == 0 }).collect();
                problem.clause(lits);
            }
            let all = (0..16_usize).any(|state| {
                problem
                    .clauses
                    .iter()
                    .all(|clause| clause.iter().any(|lit| (state >> lit.fact & 1 == 1) == lit.is))
            });
            assert_eq!(problem.satisfiable(&mut 100_000), Some(all));
            found[usize::from(all)] += 1;
        }
        assert!(found[0] > 200 && found[1] > 200, "{found:?}");
    }

    #[test]
    fn it_gives_up() {
        let mut problem = Clauses::default();
        let facts: Vec<usize> = (0..30).map(|_| problem.fact()).collect();
        for pair in facts.windows(2) {
            problem.clause([Lit { fact: pair[0], is: true }, Lit { fact: pair[1], is: true }]);
        }
        assert_eq!(problem.satisfiable(&mut 5), None);
    }
}
