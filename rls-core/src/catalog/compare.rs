//! What do two databases say differently?
//!
//! Both catalogs become lists of things, each with what is said of it, as Postgres prints it (`things`). Those lists are compared by a
//! walk that knows no kinds. The order of columns, and where and how a thing is stored on disk, is in neither list.
//!
//! Texts may be compared since one printer wrote both; two servers of different major versions print some things
//! differently, so their databases are built on one server first.

pub(crate) mod labels;
mod things;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

pub use things::{Kind, Thing};

use super::Catalog;

/// What became of a thing, from the one database to the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Became {
    /// Only the second has it.
    Added,
    /// Only the first has it.
    Missing,
    /// Both have it, and something of it is other.
    Other,
}

impl Became {
    /// `added`, `missing`, `other`: for people and for programs.
    pub fn name(self) -> &'static str {
        match self {
            Became::Added => "added",
            Became::Missing => "missing",
            Became::Other => "other",
        }
    }
}

/// Something of a thing, and what it is on each side as Postgres prints it; none where it is not there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Aspect {
    /// `type`, `using`, `definition`: the catalog's word.
    pub what: String,
    /// In the first database.
    pub one: Option<String>,
    /// In the second.
    pub other: Option<String>,
}

/// One thing that two databases say differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What it is.
    pub thing: Thing,
    /// What became of it.
    pub became: Became,
    /// What of it is other; all that is said of it where only one side has it.
    pub aspects: Vec<Aspect>,
}

impl fmt::Display for Difference {
    /// `other column public.todos.task: type text → character varying(80)`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.became.name(), self.thing)?;
        let mut between = ": ";
        let both = self.became == Became::Other;
        // of what only one side has, a word is enough
        let shown = self
            .aspects
            .iter()
            .filter(|aspect| both || aspect.what == "definition" || aspect.what == "privileges");
        for aspect in shown {
            let side = |text: &Option<String>| text.as_deref().map_or("none".to_owned(), one_line);
            match (both, &aspect.one, &aspect.other) {
                (true, one, other) => write!(f, "{between}{} {} → {}", aspect.what, side(one), side(other))?,
                (false, one, other) => {
                    write!(f, "{between}{}", side(if one.is_some() { one } else { other }))?;
                }
            }
            between = ", ";
        }
        Ok(())
    }
}

/// A text on one line.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What two databases say differently, in the order of things: of what `holds` says is looked at. It is asked of each thing that
/// stands by itself (a table, an enum, a role), and what hangs on that comes along.
pub fn compare(one: &Catalog, other: &Catalog, holds: &dyn Fn(&Thing) -> bool) -> Vec<Difference> {
    let (one, other) = (things::things(one, holds), things::things(other, holds));
    let mut differences = Vec::new();
    let all: BTreeSet<&Thing> = one.keys().chain(other.keys()).collect();
    for thing in all {
        let (was, is) = (one.get(thing), other.get(thing));
        let aspects = aspects(was, is);
        if aspects.is_empty() && was.is_some() == is.is_some() {
            continue;
        }
        // what hangs on something that only one side has is said with that
        let owner = thing.owner();
        if owner.is_some_and(|owner| one.contains_key(&owner) != other.contains_key(&owner)) {
            continue;
        }
        let became = match (was, is) {
            (None, _) => Became::Added,
            (_, None) => Became::Missing,
            _ => Became::Other,
        };
        differences.push(Difference { thing: thing.clone(), became, aspects });
    }
    differences
}

/// What is said of each of the things that `holds` names, and of what hangs on them.
pub fn said(catalog: &Catalog, holds: &dyn Fn(&Thing) -> bool) -> BTreeMap<Thing, BTreeMap<String, String>> {
    things::things(catalog, holds)
}

fn aspects(one: Option<&BTreeMap<String, String>>, other: Option<&BTreeMap<String, String>>) -> Vec<Aspect> {
    let none = BTreeMap::new();
    let (one, other) = (one.unwrap_or(&none), other.unwrap_or(&none));
    let words: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    let aspect = |what: &String| Aspect {
        what: what.clone(),
        one: one.get(what).cloned(),
        other: other.get(what).cloned(),
    };
    words
        .into_iter()
        .map(aspect)
        .filter(|aspect| !labels::same_if(aspect.one.as_deref(), aspect.other.as_deref()))
        .collect()
}
