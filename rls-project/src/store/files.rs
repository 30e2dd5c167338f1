//! How is a file changed, one step after the other?
//!
//! Every step that changes a disk goes through here, so that a test can end the process, or fail, at each of them.

use std::{
    cell::Cell,
    fs::{self, File, Permissions},
    io::{self, Write},
    path::Path,
    process,
};

/// The files of this machine.
#[derive(Debug, Default)]
pub struct Files {
    steps: Cell<u32>,
    /// For tests: the step before which it ends, and how.
    end: Option<(u32, End)>,
}

/// How it ends, for tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// As a machine does that loses its power.
    Abort,
    /// With an error, such as that of a full disk.
    Fail(io::ErrorKind),
}

impl Files {
    /// For tests: these files, up to the step of this number.
    #[doc(hidden)]
    pub fn ending_at(step: u32, end: End) -> Files {
        Files { steps: Cell::new(0), end: Some((step, end)) }
    }

    /// How many steps were made.
    #[doc(hidden)]
    pub fn steps(&self) -> u32 {
        self.steps.get()
    }

    fn step(&self) -> io::Result<()> {
        let step = self.steps.get();
        self.steps.set(step + 1);
        match self.end {
            Some((at, End::Abort)) if at == step => process::abort(),
            // what failed once fails on
            Some((at, End::Fail(kind))) if at <= step => Err(kind.into()),
            _ => Ok(()),
        }
    }

    /// Writes a file, and returns when a disk has it.
    pub(super) fn write(&self, path: &Path, bytes: &[u8], like: Option<Permissions>) -> io::Result<()> {
        self.step()?;
        let mut file = File::create(path)?;
        let (half, rest) = bytes.split_at(bytes.len() / 2);
        self.step()?;
        file.write_all(half)?;
        if self.end.is_some() {
            self.step()?;
        }
        file.write_all(rest)?;
        if let Some(like) = like {
            file.set_permissions(like)?;
        }
        self.step()?;
        file.sync_all()
    }

    /// Puts a file in the place of another.
    pub(super) fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step()?;
        fs::rename(from, to)
    }

    /// Takes a file away; one that is gone is no fault.
    pub(super) fn remove(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        present(fs::remove_file(path)).map(|_| ())
    }

    /// Makes a folder; one that is there is no fault.
    pub(super) fn make_folder(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        match fs::create_dir(path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            made => made,
        }
    }

    /// Takes a folder away if nothing is in it.
    pub(super) fn remove_empty_folder(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        match fs::remove_dir(path) {
            Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => Ok(()),
            removed => present(removed).map(|_| ()),
        }
    }

    /// Returns when a disk has the names in a folder. Not every system can say so.
    #[allow(clippy::unused_self, reason = "it is a step, though it changes nothing that a crash could show")]
    pub(super) fn sync_folder(&self, path: &Path) {
        let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        let _ = File::open(path).and_then(|folder| folder.sync_all());
    }
}

/// What there is, if there is anything. A file where a folder would have to be counts as nothing: making the folder says so.
pub(super) fn present<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
