//! What does a tool want of the files that it runs?

use std::str::FromStr;

use super::{File, LAYOUTS, Version, version::Stamp};
use crate::plan::{Options, Part};

/// There, or back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// There.
    Up,
    /// Back.
    Down,
}

impl Way {
    /// In the header of a file.
    pub fn name(self) -> &'static str {
        match self {
            Way::Up => "up",
            Way::Down => "down",
        }
    }
}

/// How a tool is told that a file is not to run in a transaction.
#[derive(Clone, Copy, Debug)]
pub(super) enum Alone {
    /// By its first line.
    FirstLine(&'static str),
    /// By a file beside it.
    Beside {
        /// Its path, as in [`Layout::up`].
        path: &'static str,
        /// What is in it.
        text: &'static str,
    },
    /// It runs no file in a transaction, unless the file begins one.
    AsItIs,
    /// It cannot be told.
    Never,
}

/// Which files begin and end their transaction themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Begins {
    /// The tool does it.
    None,
    /// Those of the way back, which the tool does not run.
    Back,
    /// All.
    All,
}

/// What a tool that runs migrations wants of their files.
#[derive(Debug)]
pub struct Layout {
    /// As rls.toml names it.
    pub name: &'static str,
    /// What runs the files, and what does not run them though one might think so: a sentence for people.
    pub about: &'static str,
    /// How versions are written.
    pub(super) stamp: Stamp,
    /// The path of a file there, with `{version}` and `{name}`.
    pub(super) up: &'static str,
    /// And of the one back.
    pub(super) down: &'static str,
    /// Who begins and ends a transaction.
    pub(super) begins: Begins,
    /// What is to be done on the way back that the tool does not do, with `{version}`.
    pub(super) back: Option<&'static str>,
    /// How a file is kept out of a transaction.
    pub(super) alone: Alone,
}

impl Layout {
    /// The options for a plan that this layout can hold: where the tool runs each file in a transaction, indexes are built
    /// in it, and whoever writes to the table waits.
    pub fn options(&self, options: Options) -> Options {
        let concurrently = options.concurrently && !self.is_always_in_transaction();
        Options { concurrently, ..options }
    }

    pub(super) fn is_always_in_transaction(&self) -> bool {
        matches!(self.alone, Alone::Never)
    }

    /// Where a file stands.
    pub(super) fn path(&self, version: Version, stem: &str, way: Way) -> String {
        Self::fill(self.template(way), version, stem)
    }

    /// Whether a file begins and ends its transaction itself.
    pub(super) fn begins(&self, part: &Part, way: Way) -> bool {
        let is_ours = match self.begins {
            Begins::None => false,
            Begins::Back => way == Way::Down,
            Begins::All => true,
        };
        is_ours && part.in_transaction()
    }

    /// What the header of a file says of how it is run, if that is not left to the tool.
    pub(super) fn says(&self, version: Version, way: Way) -> Option<String> {
        let says = self.back.filter(|_| way == Way::Down)?;
        Some(Self::fill(says, version, ""))
    }

    fn template(&self, way: Way) -> &'static str {
        match way {
            Way::Up => self.up,
            Way::Down => self.down,
        }
    }

    fn fill(template: &str, version: Version, stem: &str) -> String {
        template.replace("{version}", &version.to_string()).replace("{name}", stem)
    }

    /// The file beside a part that says how it is to run, if the layout wants one.
    pub(super) fn beside(&self, version: Version, stem: &str, part: &Part) -> Option<File> {
        let (path, text) = self.says_alone(version, stem).filter(|_| !part.in_transaction())?;
        Some(File { path, text: text.to_owned() })
    }

    /// The path and the text of the file beside a part that is not run in a transaction, if the layout wants one.
    pub(super) fn says_alone(&self, version: Version, stem: &str) -> Option<(String, &'static str)> {
        match self.alone {
            Alone::Beside { path, text } => Some((Self::fill(path, version, stem), text)),
            _ => None,
        }
    }

    /// Which version and which name a path has, and which way it goes; none where it is no path of ours.
    pub(super) fn parse<'p>(&self, path: &'p str) -> Option<(Version, &'p str, Way)> {
        [Way::Down, Way::Up].into_iter().find_map(|way| {
            let (before, rest) = self.template(way).split_once("{version}")?;
            let (between, after) = rest.split_once("{name}")?;
            let rest = path.strip_prefix(before)?.strip_suffix(after)?;
            let (version, name) = rest.split_once(between)?;
            let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
            Some((Version::parse(self, version)?, name, way)).filter(|_| is_name)
        })
    }
}

impl FromStr for &'static Layout {
    type Err = String;

    /// By its name.
    fn from_str(name: &str) -> Result<Self, String> {
        LAYOUTS.into_iter().find(|layout| layout.name == name).ok_or_else(|| {
            let names = LAYOUTS.map(|layout| layout.name).join(", ");
            format!("no layout is called `{name}`; there are {names}")
        })
    }
}
