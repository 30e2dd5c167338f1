//! How is cargo told?

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use rls_core::lint::Level;

use crate::{
    finding::{Failure, Finding, Texts},
    lines::position,
};

/// What an error may take of somebody's screen.
const MOST_LINES: usize = 200;

/// Lines for cargo.
#[derive(Debug)]
pub(super) struct Said {
    root: PathBuf,
    /// The folder that cargo and rustc show paths from.
    workspace: PathBuf,
    watched: BTreeSet<String>,
    lines: Vec<String>,
}

impl Said {
    pub(super) fn new(root: &Path) -> Said {
        let locked = |folder: &&Path| folder.join("Cargo.lock").is_file();
        let workspace = root.ancestors().find(locked).unwrap_or(root).to_owned();
        Said { root: root.to_owned(), workspace, watched: BTreeSet::new(), lines: Vec::new() }
    }

    /// The lines, those that say what to watch first.
    pub(super) fn lines(self) -> Vec<String> {
        let watched = self.watched.iter().map(|path| format!("cargo::rerun-if-changed={path}"));
        watched.chain(self.lines).collect()
    }

    /// The build depends on this variable.
    pub(super) fn env(&mut self, name: &str) {
        self.lines.push(format!("cargo::rerun-if-env-changed={name}"));
    }

    /// The build depends on this file or folder of the crate.
    pub(super) fn watch(&mut self, path: &str) {
        self.watched.insert(path.to_owned());
    }

    /// The build depends on this file or folder. One outside the crate is named in full. What is no UTF-8, or would end
    /// the line, cannot be named.
    pub(super) fn watch_path(&mut self, path: &Path) {
        let inside = path.strip_prefix(&self.root).unwrap_or(path);
        if let Some(path) = inside.to_str().filter(|path| !path.is_empty() && !path.contains(['\n', '\r'])) {
            self.watch(path);
        }
    }

    /// One line, however many the text has.
    pub(super) fn warning(&mut self, text: &str) {
        let line = self.line(&text.split_whitespace().collect::<Vec<_>>().join(" "));
        self.lines.push(format!("cargo::warning={line}"));
    }

    /// An error, which ends the build; as many lines as it has.
    pub(super) fn error(&mut self, text: &str) {
        let count = text.lines().count();
        for line in text.lines().take(MOST_LINES) {
            let line = self.line(line);
            self.lines.push(format!("cargo::error={line}"));
        }
        if count > MOST_LINES {
            let left = count - MOST_LINES;
            self.lines.push(format!("cargo::error=… and {left} lines more: `cargo rls diff` shows all"));
        }
    }

    /// Everything that is wrong. What the derive says too is a warning, so that rustc comes to say it, with its spans; not
    /// where nobody may go on with models that could not be read.
    pub(super) fn failure(&mut self, failure: &Failure, frozen: bool) {
        for finding in &failure.findings {
            let text = self::text(finding, &failure.texts);
            if (finding.echoed && !frozen) || finding.level != Level::Error {
                self.warning(&text);
            } else {
                self.error(&text);
            }
        }
    }

    /// A line as a terminal may have it, its paths as rustc shows them.
    fn line(&self, text: &str) -> String {
        let workspace = self.workspace.to_string_lossy();
        let prefix = format!("{workspace}{}", std::path::MAIN_SEPARATOR);
        let text = if workspace.len() > 1 { text.replace(&prefix, "") } else { text.to_owned() };
        text.chars().map(|c| if c.is_control() && c != '\t' { '\u{fffd}' } else { c }).collect()
    }
}

/// `src/lib.rs:3:15: the struct has no field `x` [RLS105]`, and on a line of its own what to write instead.
fn text(finding: &Finding, texts: &Texts) -> String {
    let mut text = String::new();
    if let Some((file, range)) = &finding.place {
        let at = position(texts.get(file).map_or("", String::as_str), range.start);
        text = format!("{file}:{}:{}: ", at.line, at.column);
    }
    text.push_str(&finding.message);
    if let Some(code) = finding.code {
        text.push_str(&format!(" [{code}]"));
    }
    if let Some(help) = &finding.help {
        text.push_str(&format!("\nhelp: {help}"));
    }
    text
}
