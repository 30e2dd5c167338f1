//! Which tables and enums are in these source files?
//!
//! Reads Rust without compiling it: follows `mod name;` to its file, leaves out what is there for tests only, and
//! sees items inside modules and functions. What a macro would make it cannot see. The core does no IO: files come
//! from a [`Sources`].

mod enums;
mod file;
mod follow;
mod stack;
mod string;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

pub use string::bytes_in_literal;

use crate::{
    diagnostic::{Code, Diagnostic, Errors, Place, Spot},
    ident::QName,
    schema::Schema,
};

/// Where source text comes from.
pub trait Sources {
    /// The text of a file.
    ///
    /// # Errors
    /// Why it cannot be read, for people.
    fn read(&self, file: &Path) -> Result<String, String>;

    /// Whether there is such a file.
    fn is_file(&self, path: &Path) -> bool;

    /// Whether there is such a folder.
    fn is_folder(&self, path: &Path) -> bool;

    /// What is in a folder: paths that begin with it.
    ///
    /// # Errors
    /// Why it cannot be listed, for people.
    fn list(&self, folder: &Path) -> Result<Vec<PathBuf>, String>;
}

/// Files by their path, in memory.
impl Sources for BTreeMap<PathBuf, String> {
    fn read(&self, file: &Path) -> Result<String, String> {
        self.get(file).cloned().ok_or_else(|| "there is no such file".to_owned())
    }

    fn is_file(&self, path: &Path) -> bool {
        self.contains_key(path)
    }

    fn is_folder(&self, path: &Path) -> bool {
        self.keys().any(|file| file != path && file.starts_with(path))
    }

    fn list(&self, folder: &Path) -> Result<Vec<PathBuf>, String> {
        let mut entries: Vec<PathBuf> = self
            .keys()
            .filter_map(|file| Some(folder.join(file.strip_prefix(folder).ok()?.components().next()?)))
            .collect();
        entries.dedup();
        Ok(entries)
    }
}

/// What was found.
#[derive(Debug)]
pub struct Scanned {
    /// The tables and enums, as declared.
    pub schema: Schema,
    /// Where each part of the schema is; a string or a name that is written twice is in two places.
    pub places: BTreeMap<Spot, Vec<Place>>,
    /// Every file that was read, in order.
    pub files: Vec<PathBuf>,
}

/// Every fault that was found, and the files that were read all the same.
#[derive(Debug)]
pub struct Failure {
    /// The faults.
    pub errors: Errors,
    /// Whether each is a fault of one item or one file, so that a compiler that derives it says as much.
    pub alone: bool,
    /// Every file that was read, in order.
    pub files: Vec<PathBuf>,
}

/// Everything that derives `Rls` in these files and folders. A folder with a `lib.rs` or a `main.rs` is a crate's
/// source and is followed from there; of any other folder every file is read.
///
/// # Errors
/// All faults of all files.
pub fn scan(entries: &[PathBuf], sources: &dyn Sources) -> Result<Scanned, Failure> {
    let mut errors = Errors::new();
    let read = follow::files(entries, sources, &mut errors);
    let files: Vec<PathBuf> = read.keys().cloned().collect();
    let found: Vec<file::Found> = read.into_values().flatten().collect();
    let (mut twice, mut enums_missed) = (Errors::new(), Errors::new());
    let mut scanned = Scanned { schema: Schema::new(), places: BTreeMap::new(), files };
    for item in &found {
        if let file::Kind::Enum(definition) = &item.kind {
            scanned.declare(&definition.name, item, &mut twice);
            scanned.schema.enums.push((**definition).clone());
        }
    }
    for item in &found {
        if let file::Kind::Table(declared) = &item.kind {
            scanned.declare(&declared.table.name, item, &mut twice);
            for (spot, bytes) in &declared.spots {
                let place = file::source(&item.file, bytes.clone());
                scanned.places.entry(spot.clone()).or_default().push(place);
            }
            scanned.schema.tables.push(enums::look_up(declared, item, &found, &mut enums_missed));
        }
    }
    let files = scanned.files.clone();
    let alone = twice.is_empty();
    errors.extend(twice);
    errors.extend(enums_missed);
    errors.gate(scanned).map_err(|errors| Failure { errors, alone, files })
}

impl Scanned {
    /// Notes where a table or an enum is; a second one of its name is a fault that names the first.
    fn declare(&mut self, name: &QName, item: &file::Found, errors: &mut Errors) {
        let place = file::source(&item.file, item.bytes.clone());
        let places = self.places.entry(Spot::Item(name.clone())).or_default();
        places.push(place.clone());
        let [first, _, ..] = places.as_slice() else { return };
        let first = match first {
            Place::Source { file, .. } => format!("another item, in {file},"),
            _ => "another item".to_owned(),
        };
        errors.push(
            Diagnostic::new(Code::SAME_NAME, format!("{first} is `{name}` already"))
                .help(
                    "give one of them another name: table = \"…\" on a struct, type_name = \"…\" on an enum",
                )
                .at(place),
        );
    }

    /// The place of a part of the schema: its own, or that of the table or enum that it is in.
    pub fn place(&self, spot: &Spot) -> Option<&Place> {
        let item = || self.places.get(&Spot::Item(spot.item().clone()));
        self.places.get(spot).or_else(item)?.first()
    }

    /// Puts a place where a fault names only a part of the schema.
    pub fn locate(&self, errors: &mut Errors) {
        for diagnostic in errors.iter_mut() {
            if let Place::Spot(spot) = &diagnostic.place {
                diagnostic.place = self.place(spot).cloned().unwrap_or_default();
            }
        }
    }
}
