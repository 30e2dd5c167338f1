//! Does each migration begin where the one before it ended?

use super::{
    fault::{Fault, FaultKind, all},
    sealed::{Folder, Sealed},
};
use crate::snapshot::sha256;

/// A migration with those of its parts that are there.
struct Link<'f> {
    parts: Vec<&'f Sealed>,
}

impl<'f> Link<'f> {
    fn first(&self) -> &'f Sealed {
        self.parts[0]
    }

    fn before(&self) -> &'f str {
        &self.first().before
    }

    fn after(&self) -> &'f str {
        &self.first().after
    }

    fn paths(&self) -> Vec<String> {
        self.parts.iter().flat_map(|part| part.paths.clone()).collect()
    }

    /// For a sentence.
    fn shown(&self) -> String {
        let Sealed { name, version, .. } = self.first();
        format!("`{version}_{name}`")
    }
}

/// Everything that is wrong with the migrations of a folder, given the hash of the snapshot; none where there is no
/// snapshot. Migrations that somebody wrote by hand are none of ours, and stand where they like.
pub fn chain(folder: &Folder, snapshot: Option<&str>) -> Vec<Fault> {
    let mut faults = files(folder);
    let links = links(folder);
    faults.extend(links.iter().filter_map(parts));
    // what cannot be read may be what is missing
    if folder.unreadable.is_empty() {
        let mut of_chain = order(&links, snapshot);
        if of_chain.is_empty() {
            of_chain.extend(end(&links, snapshot));
        }
        faults.extend(of_chain);
    }
    faults
}

/// Files that are not what was written.
fn files(folder: &Folder) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (path, conflict) in &folder.unreadable {
        faults.push(match conflict {
            Some(line) => Fault {
                kind: FaultKind::Conflict,
                paths: vec![path.clone()],
                message: format!("`{path}` holds a merge conflict, at line {line}"),
                help: "two branches accepted a migration of this name in the same second: take one side, with its rls/, \
                       build, and accept again"
                    .to_owned(),
            },
            None => edited(path),
        });
    }
    for part in &folder.parts {
        faults.extend(part.edited.iter().map(|path| edited(path)));
        faults.extend(part.missing.iter().map(|path| Fault {
            kind: FaultKind::MissingPart,
            paths: vec![path.clone()],
            message: format!("`{path}` is missing, which belongs to {}", all(&part.paths)),
            help: "restore it from version control".to_owned(),
        }));
    }
    faults
}

fn edited(path: &str) -> Fault {
    Fault {
        kind: FaultKind::Edited,
        paths: vec![path.to_owned()],
        message: format!("`{path}` is not what was accepted: its seal does not fit"),
        help: "restore it from version control; where something is to be changed, change the models and accept another \
               migration, or write one by hand beside it"
            .to_owned(),
    }
}

/// Parts that follow on each other, put together.
fn links(folder: &Folder) -> Vec<Link<'_>> {
    let mut links: Vec<Link> = Vec::new();
    for part in &folder.parts {
        match links.last_mut() {
            Some(link)
                if part.part > link.parts.last().map_or(0, |last| last.part)
                    && (&part.name, &part.before, &part.after, part.parts) == {
                        let first = link.first();
                        (&first.name, &first.before, &first.after, first.parts)
                    } =>
            {
                link.parts.push(part);
            }
            _ => links.push(Link { parts: vec![part] }),
        }
    }
    links
}

/// Parts that are not there.
fn parts(link: &Link) -> Option<Fault> {
    let first = link.first();
    let is_there = |n: &usize| link.parts.iter().any(|part| part.part == *n);
    // a header that was edited may say any number
    let missing: Vec<String> =
        (1..=first.parts.min(1_000)).filter(|n| !is_there(n)).map(|n| n.to_string()).collect();
    if missing.is_empty() {
        return None;
    }
    Some(Fault {
        kind: FaultKind::MissingPart,
        paths: link.paths(),
        message: format!(
            "part {} of the {} of migration {} is missing, or not right after the part before it",
            missing.join(", "),
            first.parts,
            link.shown()
        ),
        help: "restore the files of the migration from version control, under the names that they had"
            .to_owned(),
    })
}

/// Migrations that are missing, in another order, or of two branches.
fn order(links: &[Link], snapshot: Option<&str>) -> Vec<Fault> {
    let empty = sha256("");
    if follows(links, &empty, &(0..links.len()).collect::<Vec<_>>()) {
        return Vec::new();
    }
    if let Some(order) = right_order(links, &empty) {
        let names: Vec<String> = order.iter().map(|at| links[*at].shown()).collect();
        let moved = order.iter().enumerate().filter(|(is, was)| is != *was).map(|(_, was)| *was);
        return vec![Fault {
            kind: FaultKind::Reordered,
            paths: moved.flat_map(|at| links[at].paths()).collect(),
            message: format!(
                "migrations run in another order than they were made in, which is {}",
                names.join(", ")
            ),
            help: "give their files the versions back that they had in version control".to_owned(),
        }];
    }
    let mut faults = Vec::new();
    // branches: each a list of links that follow on each other, of which all but the first leave another one
    let mut branches: Vec<Vec<usize>> = Vec::new();
    for (at, link) in links.iter().enumerate() {
        let goes_on = |branch: &&mut Vec<usize>| {
            branch.last().is_some_and(|last| links[*last].after() == link.before())
        };
        if let Some(branch) = branches.iter_mut().rev().find(goes_on) {
            branch.push(at);
            continue;
        }
        let begins = |i: &usize| links[*i].before() == link.before();
        let fork = branches
            .iter()
            .enumerate()
            .rev()
            .find_map(|(branch, links)| links.iter().rposition(begins).map(|place| (branch, place)));
        match fork {
            Some((branch, place)) => {
                branches.push(vec![at]);
                faults.push((branch, place, branches.len() - 1));
            }
            None => {
                branches.push(vec![at]);
            }
        }
    }
    let forked: Vec<usize> = faults.iter().map(|(_, _, new)| *new).collect();
    let mut found: Vec<Fault> = faults
        .into_iter()
        .map(|(branch, place, new)| {
            let one: Vec<&Link> = branches[branch][place..].iter().map(|at| &links[*at]).collect();
            let other: Vec<&Link> = branches[new].iter().map(|at| &links[*at]).collect();
            fork(&one, &other, snapshot)
        })
        .collect();
    for (n, branch) in branches.iter().enumerate() {
        let Some(first) = branch.first() else { continue };
        let is_start = n == 0 && links[*first].before() == empty;
        if !is_start && !forked.contains(&n) {
            let before = first.checked_sub(1).map(|at| &links[at]);
            found.push(missing(before, &links[*first]));
        }
    }
    found
}

fn follows(links: &[Link], start: &str, order: &[usize]) -> bool {
    let mut at = start;
    order.iter().all(|link| {
        let link = &links[*link];
        let fits = link.before() == at;
        at = link.after();
        fits
    })
}

/// The order in which all of them follow on each other, if there is one.
fn right_order(links: &[Link], start: &str) -> Option<Vec<usize>> {
    let mut left: Vec<usize> = (0..links.len()).collect();
    let mut order = Vec::new();
    let mut at = start;
    while !left.is_empty() {
        let next = left.iter().position(|link| links[*link].before() == at)?;
        let next = left.remove(next);
        at = links[next].after();
        order.push(next);
    }
    Some(order)
}

fn missing(before: Option<&Link>, link: &Link) -> Fault {
    let place = match before {
        None => format!("before {}", link.shown()),
        Some(before) => format!("between {} and {}", before.shown(), link.shown()),
    };
    Fault {
        kind: FaultKind::Missing,
        paths: link.paths(),
        message: format!(
            "a migration is missing {place}: it begins at a schema to which none before it leads"
        ),
        help: "restore the files that are missing from version control".to_owned(),
    }
}

fn fork(one: &[&Link], other: &[&Link], snapshot: Option<&str>) -> Fault {
    let paths = |side: &[&Link]| side.iter().flat_map(|link| link.paths()).collect::<Vec<_>>();
    let ends_there = |side: &[&Link]| side.last().is_some_and(|last| Some(last.after()) == snapshot);
    let (one_paths, other_paths) = (paths(one), paths(other));
    let message = format!(
        "two branches both changed the schema from the same state: one has {}, the other {}",
        all(&one_paths),
        all(&other_paths)
    );
    let help = match (ends_there(one), ends_there(other)) {
        (true, true) => format!("both made the same change: remove {}", all(&other_paths)),
        (true, false) => keep(&one_paths, &other_paths),
        (false, true) => keep(&other_paths, &one_paths),
        (false, false) => format!(
            "rls/schema.json is of neither. Take rls/ from the branch whose migrations stay, such as the one that was \
             deployed (`git checkout BRANCH -- rls`), remove the files of the other, build, and accept again: {} or {}",
            all(&one_paths),
            all(&other_paths)
        ),
    };
    Fault { kind: FaultKind::Fork, paths: [one_paths, other_paths].concat(), message, help }
}

fn keep(kept: &[String], removed: &[String]) -> String {
    format!(
        "rls/schema.json is that of {}, which stays. Remove {}, build, and accept again: the models have both changes, and \
         what is missing becomes one migration. Where the other was deployed already, take its rls/ \
         (`git checkout BRANCH -- rls`) and remove the first instead",
        all(kept),
        all(removed)
    )
}

/// Whether the last one ends at the snapshot.
fn end(links: &[Link], snapshot: Option<&str>) -> Option<Fault> {
    let empty = sha256("");
    let last = links.last();
    let after = last.map_or(empty.as_str(), Link::after);
    let fault = |message: String, help: &str| {
        let paths = last.map(Link::paths).unwrap_or_default();
        Some(Fault { kind: FaultKind::End, paths, message, help: help.to_owned() })
    };
    match (snapshot, last) {
        (Some(snapshot), _) if snapshot == after => None,
        (None, None) => None,
        (None, Some(last)) => fault(
            format!("rls/schema.json is missing, to which {} leads", last.shown()),
            "restore the files of rls/ from version control",
        ),
        (Some(_), None) => fault(
            "there are no migrations, and rls/schema.json says that a schema was accepted".to_owned(),
            "restore the files of the migrations from version control, or see that rls.toml names their folder and layout",
        ),
        (Some(snapshot), Some(last)) => {
            if let Some(link) = links.iter().find(|link| link.after() == snapshot) {
                fault(
                    format!(
                        "rls/schema.json is the schema after {}, and {} comes later",
                        link.shown(),
                        last.shown()
                    ),
                    "restore the files of rls/ from version control, as they were when the last migration was accepted",
                )
            } else {
                fault(
                    format!("rls/schema.json is another schema than the one to which {} leads", last.shown()),
                    "restore the files of rls/ and of the migrations from version control: both belong to one commit",
                )
            }
        }
    }
}
