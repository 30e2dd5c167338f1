//! Which tables and enums are in these source files?
//!
//! Reads Rust without compiling it: follows `mod name;` to its file, leaves out what is there for tests only, and
//! sees items inside modules and functions. What a macro would make it cannot see. The core does no IO: files come
//! from a [`Sources`].

mod file;
mod follow;
mod stack;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use crate::{
    diagnostic::{Code, Diagnostic, Errors, Place},
    ident::QName,
    schema::{Enum, Schema, Table, Type},
    suggest::nearest,
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
    /// Where each table and enum was declared.
    pub places: BTreeMap<QName, Place>,
    /// Every file that was read, in order.
    pub files: Vec<PathBuf>,
}

/// Every fault that was found, and the files that were read all the same.
#[derive(Debug)]
pub struct Failure {
    /// The faults.
    pub errors: Errors,
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
    let mut scanned = Scanned { schema: Schema::new(), places: BTreeMap::new(), files };
    for item in &found {
        if let file::Kind::Enum(definition) = &item.kind {
            scanned.declare(&definition.name, item, &mut errors);
            scanned.schema.enums.push((**definition).clone());
        }
    }
    for item in &found {
        if let file::Kind::Table(table, named) = &item.kind {
            let mut table = (**table).clone();
            for named in named {
                match find(named, item, &found) {
                    Ok(definition) => set_enum(&mut table, named.column, &definition.name),
                    Err(diagnostic) => errors.push(diagnostic),
                }
            }
            scanned.declare(&table.name, item, &mut errors);
            scanned.schema.tables.push(table);
        }
    }
    let files = scanned.files.clone();
    errors.gate(scanned).map_err(|errors| Failure { errors, files })
}

impl Scanned {
    /// Notes where a table or an enum is; a second one of its name is a fault that names the first.
    fn declare(&mut self, name: &QName, item: &file::Found, errors: &mut Errors) {
        let place = file::source(&item.file, item.bytes.clone());
        let Some(first) = self.places.insert(name.clone(), place.clone()) else { return };
        let first = match &first {
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

    /// Puts the place of a table or an enum where a fault names only the object.
    pub fn locate(&self, errors: &mut Errors) {
        for diagnostic in errors.iter_mut() {
            if let Place::Spot(spot) = &diagnostic.place {
                diagnostic.place = self.places.get(spot.item()).cloned().unwrap_or_default();
            }
        }
    }
}

/// The enum that a field's type names: the only one of that name, or the one in the module that the path or the
/// struct itself is in.
fn find<'f>(
    named: &file::Named,
    from: &file::Found,
    found: &'f [file::Found],
) -> Result<&'f Enum, Diagnostic> {
    let name = named.path.last().map(String::as_str).unwrap_or_default();
    let all: Vec<(&file::Found, &Enum)> = found
        .iter()
        .filter_map(|item| match &item.kind {
            file::Kind::Enum(definition) if item.rust_name == name => Some((item, &**definition)),
            _ => None,
        })
        .collect();
    let module = named.path.iter().rev().nth(1).filter(|m| !matches!(m.as_str(), "crate" | "self" | "super"));
    let fault = |message: String, help: String| {
        Err(Diagnostic::new(Code::UNKNOWN_TYPE, message)
            .help(help)
            .at(file::source(&from.file, named.bytes.clone())))
    };
    match all.as_slice() {
        [] => {
            let names = found.iter().filter(|item| matches!(item.kind, file::Kind::Enum(_)));
            let near = nearest(name, names.map(|item| item.rust_name.as_str()));
            fault(
                format!("`{name}` stands for no Postgres type"),
                match near {
                    Some(near) => format!("did you mean the enum `{near}`?"),
                    None => "if it is an enum, derive `Rls` on it; otherwise write type = \"…\" with the Postgres type, or `skip`".to_owned(),
                },
            )
        }
        [(_, one)] => Ok(one),
        several => {
            let near = several.iter().find(|(item, _)| match module {
                Some(module) => item.module.last() == Some(module),
                None => item.file == from.file && item.module == from.module,
            });
            match near {
                Some((_, one)) => Ok(one),
                None => fault(
                    format!("there are {} enums called `{name}`", several.len()),
                    "name its module: module::Name".to_owned(),
                ),
            }
        }
    }
}

fn set_enum(table: &mut Table, column: usize, name: &QName) {
    let mut ty = table.columns.get_mut(column).map(|column| &mut column.ty);
    while let Some(Type::Array(element)) = ty {
        ty = Some(element);
    }
    if let Some(ty) = ty {
        *ty = Type::Enum(name.clone());
    }
}
