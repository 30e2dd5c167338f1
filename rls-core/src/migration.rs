//! In which files is a plan written down, and do the files that are there still say what they said?
//!
//! A migration is sealed: its header holds the hash of the schema before and after and of its own text, so that one that
//! was edited, reordered or lost is found. A layout is a value: adding one is a file here and a line in [`LAYOUTS`].
//!
//! | module | question it answers |
//! | --- | --- |
//! | `layout` | what does a tool want of the files that it runs? |
//! | `version` | which number comes after those that are there? |
//! | `header` | what does a file say of itself? |
//! | `body` | how do statements and their notes stand in a file? |
//! | `sealed` | which files are ours, and are they what was written? |
//! | `chain` | does each migration begin where the one before it ended? |
//! | `fault` | what is wrong with the folder, and how does one go on? |

mod body;
mod chain;
mod diesel;
mod fault;
mod header;
mod layout;
mod plain;
mod refinery;
mod sealed;
mod sqlx;
mod supabase;
#[cfg(test)]
mod tests;
mod version;

use std::fmt;

use crate::plan::{Part, Plan};
use header::Header;

pub use chain::chain;
pub use fault::{Fault, FaultKind};
pub use layout::{Layout, Way};
pub use sealed::{Folder, Sealed, read};
pub use version::Version;

/// The layouts.
pub const LAYOUTS: [&Layout; 5] =
    [&sqlx::LAYOUT, &diesel::LAYOUT, &refinery::LAYOUT, &supabase::LAYOUT, &plain::LAYOUT];

/// A file, below the folder of migrations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its path there, with `/` between its parts.
    pub path: String,
    /// What is in it.
    pub text: String,
}

/// What a migration is made of.
#[derive(Clone, Debug)]
pub struct Migration<'m> {
    /// Its name, as [`name`] takes it.
    pub name: &'m str,
    /// The hash of the schema that it begins at: that of the snapshot, or [`crate::snapshot::hash`] of an empty schema.
    pub before: &'m str,
    /// The hash of the schema that it ends at ([`crate::snapshot::hash`]).
    pub after: &'m str,
    /// What it does.
    pub plan: &'m Plan,
}

/// Why no files can be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// The name has no letter and no digit.
    NameEmpty,
    /// The name holds a letter that is not one of a to z.
    NameLetter(char),
    /// The name has more than [`MAX_NAME`] characters; the number is how many.
    NameLong(usize),
    /// No version comes after this one.
    Version {
        /// The layout.
        layout: &'static str,
        /// The last one that is there, or the time.
        after: u64,
    },
    /// A statement cannot run in a transaction, and the tool runs each file in one.
    Transaction {
        /// The layout.
        layout: &'static str,
    },
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unfit::NameEmpty => f.write_str("a migration needs a name, such as `add_teams`"),
            Unfit::NameLetter(c) => write!(
                f,
                "the name of a migration becomes the name of a file, and not every tool takes `{}` there: use letters from a \
                 to z, digits and `_`",
                c.escape_debug()
            ),
            Unfit::NameLong(length) => {
                write!(f, "the name of a migration has {length} characters, and may have {MAX_NAME}")
            }
            Unfit::Version { layout, after } => write!(
                f,
                "{layout} has no version after {after}: see that no file in the folder of migrations has a version far in \
                 the future"
            ),
            Unfit::Transaction { layout } => write!(
                f,
                "{layout} runs each file in a transaction, in which an index cannot be built CONCURRENTLY: plan it with the \
                 options of the layout"
            ),
        }
    }
}

impl std::error::Error for Unfit {}

/// The most characters of a migration's name.
pub const MAX_NAME: usize = 100;

/// A migration's name as files have it: small letters, and one `_` for all that stands between words.
///
/// ```
/// use rls_core::migration::{Unfit, name};
/// assert_eq!(name("Add teams!").as_deref(), Ok("add_teams"));
/// assert_eq!(name("../a b").as_deref(), Ok("a_b"));
/// assert_eq!(name("größe"), Err(Unfit::NameLetter('ö')));
/// assert_eq!(name(" - "), Err(Unfit::NameEmpty));
/// ```
///
/// # Errors
/// A letter of another alphabet is refused, rather than left out: what is left might be the name of something else.
pub fn name(text: &str) -> Result<String, Unfit> {
    let mut name = String::new();
    let mut is_between = false;
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            if is_between && !name.is_empty() {
                name.push('_');
            }
            name.push(c.to_ascii_lowercase());
            is_between = false;
        } else if c.is_alphanumeric() {
            return Err(Unfit::NameLetter(c));
        } else {
            is_between = true;
        }
    }
    match name.len() {
        0 => Err(Unfit::NameEmpty),
        length if length > MAX_NAME => Err(Unfit::NameLong(length)),
        _ => Ok(name),
    }
}

/// The files of a migration: for each part one there and one back, and what a layout wants beside them. The parts have
/// versions that follow on each other.
///
/// # Errors
/// The name does not do, or the plan is none for this layout: see [`Layout::options`].
pub fn files(layout: &Layout, version: Version, migration: &Migration) -> Result<Vec<File>, Unfit> {
    let name = name(migration.name)?;
    let parts = &migration.plan.parts;
    if layout.is_always_in_transaction() && parts.iter().any(|part| !part.in_transaction()) {
        return Err(Unfit::Transaction { layout: layout.name });
    }
    let mut files = Vec::new();
    let mut version = version;
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            version = version.following()?;
        }
        let stem = if parts.len() == 1 { name.clone() } else { format!("{name}_part_{}", i + 1) };
        for way in [Way::Up, Way::Down] {
            let header = Header {
                name: name.clone(),
                way,
                part: i + 1,
                parts: parts.len(),
                before: migration.before.to_owned(),
                after: migration.after.to_owned(),
            };
            let text = header.write(layout, version, migration.plan, part, &body::text(layout, part, way));
            files.push(File { path: layout.path(version, &stem, way), text });
        }
        files.extend(layout.beside(version, &stem, part));
    }
    Ok(files)
}

/// What is pending, there and back, before it has a name and a version.
pub fn pending(plan: &Plan) -> (String, String) {
    let one = |way: Way| {
        let mut parts: Vec<(usize, &Part)> = plan.parts.iter().enumerate().collect();
        if way == Way::Down {
            parts.reverse();
        }
        let mut text = header::pending(plan, way);
        for (i, part) in parts {
            text.push('\n');
            if plan.parts.len() > 1 {
                text.push_str(&header::begins(i + 1, plan.parts.len(), part));
            }
            text.push_str(&body::statements(part, way));
        }
        text
    };
    (one(Way::Up), one(Way::Down))
}

/// A plan as one script for psql, under a heading and its hazards: each part that is a transaction between BEGIN and
/// COMMIT.
///
/// ```
/// use rls_core::{migration::script, plan::Plan};
/// assert_eq!(script("From here to there.", &Plan::default()), "-- From here to there.\n");
/// ```
pub fn script(heading: &str, plan: &Plan) -> String {
    let mut text = header::whole(&crate::access::one_line(heading), plan, Way::Up);
    for (i, part) in plan.parts.iter().enumerate() {
        text.push('\n');
        if plan.parts.len() > 1 {
            text.push_str(&header::follows(i + 1, plan.parts.len(), part));
        }
        text.push_str(&body::text(&plain::LAYOUT, part, Way::Up));
    }
    text
}
