//! What is wrong, and with which exit status does that end?

use std::{collections::BTreeMap, ops::Range, path::Path};

use rls_core::{
    diagnostic::{Diagnostic, Errors, Place},
    lint::{self, Level},
};

/// Texts of files, by the name that places give them.
pub type Texts = BTreeMap<String, String>;

/// One fault, of a model, of rls.toml or of the command line; or what a lint found.
#[derive(Clone, Debug)]
pub struct Finding {
    /// How bad it is.
    pub level: Level,
    /// The code, where there is a page on it.
    pub code: Option<&'static str>,
    /// What is wrong, in one sentence.
    pub message: String,
    /// What to do instead.
    pub help: Option<String>,
    /// Whether whoever compiles the models is told the same by the derive.
    pub echoed: bool,
    /// The file, and the bytes of it; or what of a database, and the bytes of its SQL.
    pub place: Option<(String, Range<usize>)>,
    /// The thing of a database that it is on: then the place is no file.
    pub object: Option<OnObject>,
}

/// A thing of a database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnObject {
    /// What it is: `policy`, `table`.
    pub kind: String,
    /// Itself, as people say it: `policy "own" on public.todos`.
    pub shown: String,
}

/// With which exit status it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Errors in the models, or a refused change.
    Findings,
    /// Wrong usage, or input that cannot be read.
    Unreadable,
}

impl Status {
    /// As the shell sees it.
    pub fn code(self) -> u8 {
        match self {
            Status::Findings => 1,
            Status::Unreadable => 2,
        }
    }
}

/// Why a command did not do what was asked.
#[derive(Debug)]
pub struct Failure {
    /// What is wrong; nothing, where the command has said it.
    pub findings: Vec<Finding>,
    /// The texts that the findings' places are in.
    pub texts: Texts,
    /// With which exit status that ends.
    pub status: Status,
}

impl Failure {
    /// The command has said already what there is to say.
    pub fn said(status: Status) -> Self {
        Failure { findings: Vec::new(), texts: Texts::new(), status }
    }
}

impl Finding {
    /// A fault without a place and without advice.
    pub fn new(message: impl Into<String>) -> Self {
        Finding {
            level: Level::Error,
            code: None,
            message: message.into(),
            help: None,
            echoed: false,
            place: None,
            object: None,
        }
    }

    /// Says what to do instead.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says where.
    pub fn at(mut self, file: &Path, range: Range<usize>) -> Self {
        self.place = Some((file.display().to_string(), range));
        self
    }

    /// The command ends with this: nothing is wrong with the models, something with what was asked.
    pub fn unreadable(self) -> Failure {
        Failure { findings: vec![self], texts: Texts::new(), status: Status::Unreadable }
    }

    /// The command ends with this.
    pub fn refused(self) -> Failure {
        Failure { findings: vec![self], texts: Texts::new(), status: Status::Findings }
    }
}

impl From<&Diagnostic> for Finding {
    fn from(diagnostic: &Diagnostic) -> Self {
        Finding {
            level: Level::Error,
            code: Some(diagnostic.code.0),
            message: diagnostic.message.clone(),
            help: diagnostic.help.clone(),
            echoed: false,
            place: source(&diagnostic.place),
            object: None,
        }
    }
}

impl Finding {
    /// What a lint found, at a place of the source.
    pub fn of_lint(finding: &lint::Finding, place: &Place) -> Self {
        Finding {
            level: finding.lint.level,
            code: Some(finding.lint.code),
            message: finding.found.message.clone(),
            help: Some(finding.found.help.clone()),
            echoed: false,
            place: source(place),
            object: None,
        }
    }
}

fn source(place: &Place) -> Option<(String, Range<usize>)> {
    match place {
        Place::Source { file, range } => Some((file.clone(), range.clone())),
        _ => None,
    }
}

/// Each fault of the models, in the order of files and lines; those without a place come last.
pub fn of_models(errors: &Errors) -> Vec<Finding> {
    let mut findings: Vec<Finding> = errors.iter().map(Finding::from).collect();
    sort(&mut findings);
    findings
}

/// In the order of files and lines; those without a place come last.
pub fn sort(findings: &mut [Finding]) {
    let start = |finding: &Finding| finding.place.as_ref().map(|(file, range)| (file.clone(), range.start));
    findings.sort_by(|a, b| match (start(a), start(b)) {
        (Some(a), Some(b)) => a.cmp(&b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    });
}
