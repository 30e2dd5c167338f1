//! Which files belong to the source?

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Component, Path, PathBuf},
};

use super::{
    Sources,
    file::{self, Found, Module},
};
use crate::diagnostic::{Code, Diagnostic, Errors, Place};

/// Every file that the entries lead to, each once, with what is in it.
pub(super) fn files(
    entries: &[PathBuf],
    sources: &dyn Sources,
    errors: &mut Errors,
) -> BTreeMap<PathBuf, Vec<Found>> {
    let mut reader = Reader { sources, errors, read: BTreeMap::new(), tests: BTreeSet::new() };
    for entry in entries {
        if sources.is_folder(entry) {
            reader.folder(entry);
        } else {
            reader.root(entry);
        }
    }
    let tests = reader.tests;
    reader.read.into_iter().filter(|(path, _)| !tests.contains(path)).collect()
}

struct Reader<'s> {
    sources: &'s dyn Sources,
    errors: &'s mut Errors,
    read: BTreeMap<PathBuf, Vec<Found>>,
    /// Files of modules that are there for tests only.
    tests: BTreeSet<PathBuf>,
}

impl Reader<'_> {
    /// A crate's source by its roots; of another folder, every file.
    fn folder(&mut self, folder: &Path) {
        let roots: Vec<PathBuf> = ["lib.rs", "main.rs"]
            .map(|name| folder.join(name))
            .into_iter()
            .filter(|f| self.sources.is_file(f))
            .collect();
        if roots.is_empty() {
            self.every_file(folder);
            return;
        }
        roots.iter().for_each(|root| self.root(root));
        let bin = folder.join("bin");
        if self.sources.is_folder(&bin) {
            for entry in self.entries(&bin) {
                let main = entry.join("main.rs");
                if is_rust(&entry) && self.sources.is_file(&entry) {
                    self.root(&entry);
                } else if self.sources.is_file(&main) {
                    self.root(&main);
                }
            }
        }
    }

    fn every_file(&mut self, folder: &Path) {
        for entry in self.entries(folder) {
            if self.sources.is_folder(&entry) {
                self.every_file(&entry);
            } else if is_rust(&entry) {
                self.file(&entry, false, None);
            }
        }
    }

    fn entries(&mut self, folder: &Path) -> Vec<PathBuf> {
        match self.sources.list(folder) {
            Ok(mut entries) => {
                entries.sort();
                entries
            }
            Err(reason) => {
                self.unreadable(folder, &reason, None);
                Vec::new()
            }
        }
    }

    fn root(&mut self, path: &Path) {
        self.file(path, true, None);
    }

    fn unreadable(&mut self, path: &Path, reason: &str, place: Option<Place>) {
        self.errors.push(
            Diagnostic::new(Code::RUST_SYNTAX, format!("{} cannot be read: {reason}", path.display()))
                .help("name a file or a folder that is there, here or as `models` in rls.toml")
                .at(place.unwrap_or_default()),
        );
    }

    fn file(&mut self, path: &Path, root: bool, place: Option<Place>) {
        if self.read.contains_key(path) {
            return;
        }
        let text = match self.sources.read(path) {
            Ok(text) => text,
            Err(reason) => {
                self.unreadable(path, &reason, place);
                return;
            }
        };
        let file = file::read(path, &text);
        file.faults.into_iter().for_each(|fault| self.errors.push(fault.of(path)));
        self.read.insert(path.to_owned(), file.found);
        for module in &file.modules {
            self.module(path, root, module);
        }
    }

    /// `mod name;`: beside a root or a `mod.rs`, otherwise in the folder of the file's own name.
    fn module(&mut self, from: &Path, root: bool, module: &Module) {
        let parent = from.parent().unwrap_or(Path::new(""));
        let stem = from.file_stem().unwrap_or_default();
        let own = parent.join(stem);
        let beside = root || stem == "mod" || stem == "lib" || stem == "main";
        let mut candidates = Vec::new();
        if let Some(path) = &module.path {
            candidates.push(plain(&parent.join(path)));
        } else {
            // a file that was named alone may be a crate's root or a module of one
            let folders = if beside { vec![parent.to_owned(), own] } else { vec![own] };
            for mut folder in folders {
                folder.extend(&module.inside);
                candidates.push(folder.join(format!("{}.rs", module.name)));
                candidates.push(folder.join(&module.name).join("mod.rs"));
            }
        }
        let found = candidates.iter().find(|candidate| self.sources.is_file(candidate));
        match found {
            Some(path) if module.test => self.leave_out(path),
            Some(path) => self.file(path, false, Some(file::source(from, module.bytes.clone()))),
            None if module.test || module.conditional => {}
            None => self.errors.push(
                Diagnostic::new(
                    Code::RUST_SYNTAX,
                    format!("there is no file for the module `{}`", module.name),
                )
                .help(format!(
                    "looked for {}",
                    candidates.iter().map(|c| c.display().to_string()).collect::<Vec<_>>().join(", ")
                ))
                .at(file::source(from, module.bytes.clone())),
            ),
        }
    }

    /// A module for tests, and the modules under it, count as read and hold nothing.
    fn leave_out(&mut self, path: &Path) {
        if !self.tests.insert(path.to_owned()) {
            return;
        }
        let folder = if path.file_stem().is_some_and(|stem| stem == "mod") {
            path.parent().map(Path::to_owned)
        } else {
            Some(path.with_extension(""))
        };
        if let Some(folder) = folder.filter(|folder| self.sources.is_folder(folder)) {
            for entry in self.sources.list(&folder).unwrap_or_default() {
                if is_rust(&entry) {
                    self.leave_out(&entry);
                }
            }
        }
    }
}

/// The path without the `..` that takes back the folder before it: a file that is reached again, even by
/// itself, has the path that it had.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match (component, plain.components().next_back()) {
            (Component::ParentDir, Some(Component::RootDir)) => {}
            (Component::ParentDir, Some(Component::Normal(_))) => {
                plain.pop();
            }
            (other, _) => plain.push(other),
        }
    }
    plain
}

fn is_rust(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "rs")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_goes_back_is_the_same_file() {
        for (path, expected) in [
            ("src/../src/lib.rs", "src/lib.rs"),
            ("./src/x/./../a.rs", "./src/a.rs"),
            ("../a/../b.rs", "../b.rs"),
            ("../../a.rs", "../../a.rs"),
            ("/../a.rs", "/a.rs"),
        ] {
            assert_eq!(plain(Path::new(path)), Path::new(expected), "{path}");
        }
    }

    /// Found by fuzzing: each time round, the path was longer by `src/../`, and there was no end.
    #[test]
    fn a_file_may_name_itself() {
        let lib = r##"#[path = "../src/lib.rs"] mod a; #[derive(Rls)] struct Todo { id: i64 }"##;
        let sources = BTreeMap::from([(PathBuf::from("src/lib.rs"), lib.to_owned())]);
        let mut errors = Errors::new();
        let read = files(&[PathBuf::from("src")], &sources, &mut errors);
        assert!(errors.is_empty(), "{errors}");
        assert_eq!(read.values().map(Vec::len).collect::<Vec<_>>(), [1]);
    }
}
