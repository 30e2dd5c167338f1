//! Does any source text make the scanner fail?
//!
//! A line `//- src/team.rs` begins another file; what stands before the first of them is `src/lib.rs`. The files are
//! in memory, behind paths in which `..` works as on a disk.

#![no_main]

use std::{
    collections::BTreeMap,
    path::{Component, Path, PathBuf},
};

use libfuzzer_sys::{Corpus, fuzz_target};
use rls_core::syntax::scan::{Sources, scan};

fuzz_target!(|data: &[u8]| -> Corpus {
    let Ok(text) = std::str::from_utf8(data) else { return Corpus::Reject };
    let disk = Disk(files(text));
    match scan(&[PathBuf::from("src")], &disk) {
        Ok(scanned) => assert!(!scanned.files.is_empty()),
        Err(failure) => {
            for diagnostic in failure.errors.iter() {
                // a panic on the reader's thread is caught there, and must not be
                assert!(!diagnostic.message.contains("the reader gave up"), "{diagnostic}");
            }
            assert!(!failure.errors.is_empty(), "refused without a reason");
        }
    }
    Corpus::Keep
});

fn files(text: &str) -> BTreeMap<PathBuf, String> {
    let mut files = BTreeMap::new();
    let mut name = PathBuf::from("src/lib.rs");
    let mut file = String::new();
    for line in text.split_inclusive('\n') {
        match line.strip_prefix("//- ") {
            Some(next) => {
                files.insert(
                    std::mem::replace(&mut name, plain(Path::new(next.trim()))),
                    std::mem::take(&mut file),
                );
            }
            None => file.push_str(line),
        }
    }
    files.insert(name, file);
    files
}

struct Disk(BTreeMap<PathBuf, String>);

/// Without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir => {
                plain.pop();
            }
            Component::CurDir => {}
            other => plain.push(other),
        }
    }
    plain
}

impl Sources for Disk {
    fn read(&self, file: &Path) -> Result<String, String> {
        self.0.read(&plain(file))
    }

    fn is_file(&self, path: &Path) -> bool {
        self.0.is_file(&plain(path))
    }

    fn is_folder(&self, path: &Path) -> bool {
        self.0.is_folder(&plain(path))
    }

    fn list(&self, folder: &Path) -> Result<Vec<PathBuf>, String> {
        let entries = self.0.list(&plain(folder))?;
        Ok(entries.iter().filter_map(|entry| Some(folder.join(entry.file_name()?))).collect())
    }
}
