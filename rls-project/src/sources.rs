//! How are source files read from a disk?

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
};

use rls_core::syntax::scan::Sources;

use crate::finding::Texts;

/// What nobody writes by hand: a file beyond this is data, and would take the reader minutes.
const MOST_BYTES: u64 = 8 * 1024 * 1024;

/// What the models depend on, beside what they say.
#[derive(Clone, Debug, Default)]
pub struct Looked {
    /// Files that were read.
    pub files: BTreeSet<PathBuf>,
    /// Folders that were listed.
    pub folders: BTreeSet<PathBuf>,
    /// Where a file or a folder was looked for, and there was none.
    pub absent: BTreeSet<PathBuf>,
}

/// The files of a disk. It keeps what it read, so that a report shows the text that was read.
#[derive(Default)]
pub struct Disk {
    /// Files that are to be read as if they held this.
    changed: Texts,
    texts: RefCell<Texts>,
    read: RefCell<BTreeSet<PathBuf>>,
    /// Folders that were listed, by where they really are, under the first path that led there.
    listed: RefCell<BTreeMap<PathBuf, PathBuf>>,
    /// Where there was no file, no folder.
    absent: RefCell<BTreeSet<PathBuf>>,
    refused: Cell<bool>,
}

impl Disk {
    /// A disk on which these files hold something else.
    pub fn with(changed: Texts) -> Self {
        Disk { changed, ..Disk::default() }
    }

    /// Whether something was there that could not be read.
    pub fn refused(&self) -> bool {
        self.refused.get()
    }

    /// The texts that were read.
    pub fn take_texts(&self) -> Texts {
        self.texts.take()
    }

    /// What was looked at up to now.
    pub fn looked(&self) -> Looked {
        Looked {
            files: self.read.borrow().clone(),
            folders: self.listed.borrow().values().cloned().collect(),
            absent: self.absent.borrow().clone(),
        }
    }

    fn is(&self, path: &Path, there: bool) -> bool {
        if !there && !path.exists() {
            self.absent.borrow_mut().insert(path.to_owned());
        }
        there
    }

    fn refuse<T>(&self, reason: String) -> Result<T, String> {
        self.refused.set(true);
        Err(reason)
    }
}

impl Sources for Disk {
    fn read(&self, file: &Path) -> Result<String, String> {
        let name = file.display().to_string();
        self.read.borrow_mut().insert(file.to_owned());
        match self.changed.get(&name).cloned().map_or_else(|| text(file), Ok) {
            Ok(text) => {
                self.texts.borrow_mut().insert(name, text.clone());
                Ok(text)
            }
            Err(reason) => self.refuse(reason),
        }
    }

    fn is_file(&self, path: &Path) -> bool {
        self.is(path, path.is_file())
    }

    fn is_folder(&self, path: &Path) -> bool {
        self.is(path, path.is_dir())
    }

    /// What is in a folder, without hidden folders and what cargo builds. A folder that a symbolic link leads to
    /// for a second time is empty: links may go in a circle.
    fn list(&self, folder: &Path) -> Result<Vec<PathBuf>, String> {
        let real = match fs::canonicalize(folder) {
            Ok(real) => real,
            Err(error) => return self.refuse(plain(&error)),
        };
        if self.listed.borrow_mut().entry(real).or_insert_with(|| folder.to_owned()) != folder {
            return Ok(Vec::new());
        }
        let entries = fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<fs::DirEntry>, _>>);
        match entries {
            Ok(entries) => {
                Ok(entries.iter().map(fs::DirEntry::path).filter(|entry| !is_foreign(entry)).collect())
            }
            Err(error) => self.refuse(plain(&error)),
        }
    }
}

/// The text of a file, or why there is none, for people.
pub fn text(file: &Path) -> Result<String, String> {
    let metadata = fs::metadata(file).map_err(|error| plain(&error))?;
    if metadata.is_dir() {
        return Err("it is a folder".to_owned());
    }
    // a pipe would never end
    if !metadata.is_file() {
        return Err("it is no regular file".to_owned());
    }
    if metadata.len() > MOST_BYTES {
        return Err(format!("it has {} bytes, and more than 8 MiB is not read", metadata.len()));
    }
    let bytes = fs::read(file).map_err(|error| plain(&error))?;
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..valid].split(|byte| *byte == b'\n').count();
        format!("it is not UTF-8 (line {line}, byte {valid} of the file)")
    })
}

/// Whether a folder is hidden, or one of cargo's, which carry a tag.
fn is_foreign(path: &Path) -> bool {
    let hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
    path.is_dir() && (hidden || path.join("CACHEDIR.TAG").is_file())
}

/// What went wrong, without the number that the system has for it.
pub fn plain(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "it is not there".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    }
}
