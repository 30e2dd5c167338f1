//! What does a file say of itself?
//!
//! Comments only. The first five lines are read again; the seal is over everything but its own line.

use std::collections::BTreeSet;

use super::{
    Version,
    layout::{Alone, Layout, Way},
};
use crate::{
    access::{lines, one_line},
    plan::{Hazard, HazardKind, Part, Plan, Step},
    snapshot::sha256,
};

/// What the first lines say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// The migration's name.
    pub(super) name: String,
    /// There or back.
    pub(super) way: Way,
    /// Which part, from 1.
    pub(super) part: usize,
    /// Of how many.
    pub(super) parts: usize,
    /// The schema at which the migration begins.
    pub(super) before: String,
    /// The one at which it ends.
    pub(super) after: String,
}

const BY: &str = concat!("Written by pg-rls ", env!("CARGO_PKG_VERSION"), " and sealed");
/// In the header of what is not run in a transaction.
pub(super) const ALONE: &str = "-- It is not run in a transaction.";
const SEAL: &str = "-- seal:          ";

impl Header {
    fn lines(&self) -> String {
        let Header { name, way, part, parts, before, after } = self;
        let way = way.name();
        format!(
            "-- Migration {name}, {way}, part {part} of {parts}.\n\
             -- {BY}: to change it, change the models and accept another.\n\
             -- schema before: {before}\n\
             -- schema after:  {after}\n"
        )
    }

    /// The whole file.
    pub(super) fn write(
        &self,
        layout: &Layout,
        version: Version,
        plan: &Plan,
        part: &Part,
        body: &str,
    ) -> String {
        let mut first = String::new();
        if let (Alone::FirstLine(line), false) = (layout.alone, part.in_transaction()) {
            first.push_str(line);
        }
        first.push_str(&self.lines());
        let mut rest = String::new();
        if let Some(says) = layout.says(version, self.way) {
            rest.push_str("--\n");
            rest.push_str(&comment(&says));
        }
        rest.push_str(&about(plan, part, self.way));
        rest.push('\n');
        rest.push_str(body);
        let seal = sha256(&format!("{first}{rest}"));
        format!("{first}{SEAL}{seal}\n{rest}")
    }

    /// The header of a text, and whether its seal fits; none where the text has no header of ours.
    pub(super) fn read(text: &str) -> Option<Result<(Header, bool), ()>> {
        let text = normal(text);
        let lines: Vec<&str> = text.lines().take_while(|line| line.starts_with("--")).collect();
        if !lines.iter().any(|line| line.starts_with("-- Written by pg-rls")) {
            return None;
        }
        let read = || {
            let field = |key: &str| lines.iter().find_map(|line| line.strip_prefix(key)).map(str::trim);
            let line = field("-- Migration ")?;
            let (name, line) = line.split_once(", ")?;
            let (way, line) = line.split_once(", part ")?;
            let (part, line) = line.split_once(" of ")?;
            let parts = line.strip_suffix('.')?;
            let header = Header {
                name: name.to_owned(),
                way: [Way::Up, Way::Down].into_iter().find(|known| known.name() == way)?,
                part: part.parse().ok()?,
                parts: parts.parse().ok()?,
                before: field("-- schema before: ")?.to_owned(),
                after: field("-- schema after: ")?.to_owned(),
            };
            let seal = field(SEAL.trim_end())?;
            let rest = text.replacen(&format!("{SEAL}{seal}\n"), "", 1);
            Some((header, sha256(&rest) == seal))
        };
        Some(read().ok_or(()))
    }
}

/// As it was written, whatever git or an editor made of the ends of lines.
fn normal(text: &str) -> String {
    text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n")
}

/// A comment of one line.
fn comment(text: &str) -> String {
    format!("-- {}\n", one_line(text))
}

/// A list of what is not empty, below its heading.
fn list(heading: &str, items: impl IntoIterator<Item = String>) -> String {
    let mut seen = BTreeSet::new();
    let items: Vec<String> = items.into_iter().filter(|item| seen.insert(item.clone())).collect();
    if items.is_empty() {
        return String::new();
    }
    let lines: Vec<String> = items.iter().map(|item| format!("--   {}\n", one_line(item))).collect();
    format!("--\n-- {heading}\n{}", lines.concat())
}

fn hazards(steps: &[Step]) -> impl Iterator<Item = &Hazard> {
    steps.iter().flat_map(|step| &step.hazards)
}

/// What is said above a way of a part. Who goes back is on the way back: that the way there, once more, would not bring
/// everything again is none of their hazards.
fn told(part: &Part, way: Way) -> impl Iterator<Item = String> {
    let steps = match way {
        Way::Up => &part.up,
        Way::Down => &part.down,
    };
    let told = move |hazard: &&Hazard| way == Way::Up || hazard.kind != HazardKind::Irreversible;
    hazards(steps).filter(told).map(ToString::to_string)
}

/// What is dangerous about a part, and what it does to access.
fn about(plan: &Plan, part: &Part, way: Way) -> String {
    let mut text = String::new();
    if !part.in_transaction() {
        text.push_str("--\n");
        text.push_str(ALONE);
        text.push_str(
            " If it fails half way, it may leave an index behind that is not valid: drop that index, and run it again.\n",
        );
    }
    text.push_str(&list("Hazards:", told(part, way)));
    match way {
        Way::Up if carries_access(plan, part) => text.push_str(&access(plan)),
        Way::Up => {}
        Way::Down => text.push_str(&lost(&part.up)),
    }
    text
}

/// What a way there took that the way back does not bring.
fn lost(up: &[Step]) -> String {
    let kinds = [HazardKind::DeletesData, HazardKind::Irreversible];
    let lost = hazards(up).filter(|hazard| kinds.contains(&hazard.kind));
    list("It does not bring back what the way there took:", lost.map(|hazard| hazard.says.clone()))
}

/// Whether the changes of access are told in this part: in the one that makes them, which is the first where that cannot
/// be told.
fn carries_access(plan: &Plan, part: &Part) -> bool {
    let main = plan.parts.iter().find(|part| part.purpose == crate::plan::Purpose::Main);
    main.or(plan.parts.first()).is_some_and(|main| std::ptr::eq(main, part))
}

fn access(plan: &Plan) -> String {
    let told = lines(&plan.access).into_iter().map(|line| match Hazard::of_line(&line) {
        Some(hazard) => format!("{line} ({})", hazard.kind),
        None => line.to_string(),
    });
    list("Access:", told)
}

/// Above what is pending.
pub(super) fn pending(plan: &Plan, way: Way) -> String {
    let heading = match way {
        Way::Up => {
            "Pending: what the models say beyond rls/schema.json. `cargo rls accept NAME` makes a migration of it."
        }
        Way::Down => "Pending: the way back from what the models say to rls/schema.json.",
    };
    whole(heading, plan, way)
}

/// A heading, and what is dangerous about a whole plan.
pub(super) fn whole(heading: &str, plan: &Plan, way: Way) -> String {
    let mut text = comment(heading);
    text.push_str(&list("Hazards:", plan.parts.iter().flat_map(|part| told(part, way))));
    match way {
        Way::Up => text.push_str(&access(plan)),
        Way::Down => {
            let up: Vec<Step> = plan.parts.iter().flat_map(|part| part.up.clone()).collect();
            text.push_str(&lost(&up));
        }
    }
    text
}

/// Between parts that become files.
pub(super) fn begins(part: usize, parts: usize, of: &Part) -> String {
    comment(&format!("Part {part} of {parts}: a new file begins here, which is run {}.", how(of)))
}

/// Between parts of one script.
pub(super) fn follows(part: usize, parts: usize, of: &Part) -> String {
    comment(&format!("Part {part} of {parts}, {}.", how(of)))
}

fn how(part: &Part) -> &'static str {
    if part.in_transaction() { "in one transaction" } else { "in no transaction" }
}
