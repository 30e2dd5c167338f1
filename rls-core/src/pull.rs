//! How is a schema written as annotated structs?
//!
//! In the language's shortest words, and that is shown and not hoped: what was written is read back by the scanner, settled by the
//! provider, and has to say the same statements. A table for which it does not is written in a longer form.

mod candidate;
mod grants;
mod items;
mod keys;
mod lifted;
mod names;
mod parts;
mod policies;
mod predicate;
mod printed;
mod same;
mod settle;
mod source;
mod types;
mod units;
mod unsaid;

pub use candidate::{Candidate, Kept, Why};
pub use parts::Part;
pub use settle::{Built, Settled, settle};

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use self::{
    items::{Form, Writer},
    names::Names,
    predicate::Scope,
};
use crate::{
    catalog::Other,
    diagnostic::{Diagnostic, Place},
    expr::Expr,
    ident::QName,
    resolve::Resolved,
    schema::{Index, Key, Schema, Table},
    syntax::scan::scan,
};

/// How many files there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// All in one.
    File,
    /// One for each table, and one that names them and has the enums.
    Folder,
}

/// A schema as source.
#[derive(Clone, Debug)]
pub struct Source {
    /// The file that stands for the module.
    pub module: String,
    /// The files of a folder beside it, by their name; none where all is in one.
    pub files: BTreeMap<String, String>,
    /// The schema that they say, as declared; roles are the caller's to add.
    pub schema: Schema,
    /// The same, settled.
    pub resolved: Resolved,
    /// Tables that could not be written, and why.
    pub left: Vec<(QName, String)>,
}

/// Lines that are said above a struct.
pub type Notes = BTreeMap<QName, Vec<String>>;

/// Writes a schema.
pub fn write(resolved: &Resolved, layout: Layout, notes: &Notes) -> Source {
    let mut wanted = resolved.clone();
    let mut left: Vec<(QName, String)> = Vec::new();
    loop {
        let names = Names::of(&wanted.schema);
        match settled(&wanted, &names) {
            Ok((forms, along, schema, read)) => {
                let (module, files) = laid_out(&wanted, &names, layout, notes, &forms, &along);
                return Source { module, files, schema, resolved: read, left };
            }
            Err(failed) => {
                // what cannot be written by itself is left out, and the others are written without it
                let before = wanted.schema.tables.len();
                let is_out = |table: &Table| failed.keys().any(|name| name.key() == table.name.key());
                wanted.schema.tables.retain(|table| !is_out(table));
                left.extend(failed);
                // where no table is to blame, nothing can be written
                if wanted.schema.tables.len() == before {
                    left.extend(wanted.schema.tables.drain(..).map(|table| (table.name, String::new())));
                    wanted.schema.enums.clear();
                }
            }
        }
    }
}

/// The words that were not taken, each as the struct of its table would have it; without those that Rust has no way to say.
pub fn words(resolved: &Resolved, kept: &[Kept]) -> Vec<(Kept, String)> {
    let names = Names::of(&resolved.schema);
    let word = |table: &QName, expr: &Expr| {
        let table = resolved.schema.find_table(table)?;
        Scope::own(&resolved.schema, table, names.table(&table.name)?).write(expr)
    };
    kept.iter().filter_map(|one| Some((one.clone(), word(&one.table, &one.word)?))).collect()
}

/// The tables that [`write()`] left out, as SQL beside the models.
pub fn left(resolved: &Resolved, left: &[(QName, String)]) -> Vec<Other> {
    let table = |(name, why): &(QName, String)| {
        let table = resolved.schema.find_table(name)?.clone();
        Some(unsaid::alone(&resolved.provider, &resolved.schema, table, why))
    };
    left.iter().filter_map(table).collect()
}

type Forms = BTreeMap<QName, Form>;
type Along = BTreeSet<(QName, String)>;

/// The shortest form of each table that is read back as it should be; or those for which none is.
fn settled(
    wanted: &Resolved,
    names: &Names,
) -> Result<(Forms, Along, Schema, Resolved), BTreeMap<QName, String>> {
    let mut forms = Forms::new();
    let mut along = comes_along(wanted);
    let mut failed: BTreeMap<QName, String> = BTreeMap::new();
    loop {
        let found = match read_back(wanted, names, &forms, &along) {
            Ok((schema, read)) => {
                let differ = same::differing(wanted, &read);
                if differ.is_empty() {
                    return Ok((forms, along, schema, read));
                }
                differ
            }
            Err(faults) => faults,
        };
        if found.is_empty() {
            return Err(failed);
        }
        for (table, why) in found {
            // what it brings along may be what differs
            along.retain(|(name, _)| *name != table);
            match forms.get(&table).copied().unwrap_or_default().next() {
                Some(next) => {
                    forms.insert(table, next);
                }
                None => {
                    failed.insert(table, why);
                }
            }
        }
        if !failed.is_empty() {
            return Err(failed);
        }
    }
}

/// The indexes that policies bring along: those that come back by themselves when they are left out.
fn comes_along(wanted: &Resolved) -> Along {
    let plain = |index: &Index| {
        let columns: Option<Vec<Key>> = index
            .keys
            .iter()
            .map(|key| {
                Some(key.clone()).filter(|key| {
            matches!(&key.item, crate::schema::KeyItem::Column(column) if *key == Key::column(column))
        })
            })
            .collect();
        columns.is_some_and(|keys| *index == Index::new(&index.name, keys))
    };
    let mut along: Along = wanted
        .schema
        .tables
        .iter()
        .flat_map(|table| {
            table
                .indexes
                .iter()
                .filter(|index| plain(index))
                .map(|index| (table.name.clone(), index.name.clone()))
        })
        .collect();
    // leaving one out may be what brings another: until all that are left out come back
    while !along.is_empty() {
        let mut without = wanted.schema.clone();
        without.functions.clear();
        for table in &mut without.tables {
            let Table { name, indexes, .. } = table;
            indexes.retain(|index| !along.contains(&(name.clone(), index.name.clone())));
        }
        let Ok(again) = without.resolve(&wanted.provider) else { return Along::new() };
        let before = along.len();
        along.retain(|(table, index)| {
            let of = |resolved: &Resolved| {
                let table = resolved.schema.find_table(table)?;
                table.indexes.iter().find(|one| one.name == *index).cloned()
            };
            of(&again) == of(wanted)
        });
        if along.len() == before {
            break;
        }
    }
    along
}

/// What the scanner and the provider make of the source; or the tables that are at fault.
fn read_back(
    wanted: &Resolved,
    names: &Names,
    forms: &Forms,
    along: &Along,
) -> Result<(Schema, Resolved), BTreeMap<QName, String>> {
    let writer = Writer { schema: &wanted.schema, provider: &wanted.provider, names, path: "" };
    let mut sources: BTreeMap<PathBuf, String> = BTreeMap::new();
    let mut of_file: BTreeMap<String, QName> = BTreeMap::new();
    for (number, table) in wanted.schema.tables.iter().enumerate() {
        let file = format!("t{number}.rs");
        let form = forms.get(&table.name).copied().unwrap_or_default();
        let text = writer.table(table, form, &along_of(along, &table.name), &[]);
        sources.insert(PathBuf::from(&file), text);
        of_file.insert(file, table.name.clone());
    }
    let enums: String = wanted.schema.enums.iter().map(|one| writer.enumeration(one)).collect();
    sources.insert(PathBuf::from("enums.rs"), enums);
    let files: Vec<PathBuf> = sources.keys().cloned().collect();
    let mut blamed: BTreeMap<QName, String> = BTreeMap::new();
    let everybody = |why: &str| -> BTreeMap<QName, String> {
        wanted.schema.tables.iter().map(|table| (table.name.clone(), why.to_owned())).collect()
    };
    let mut blame = |diagnostic: &Diagnostic| {
        let table = match &diagnostic.place {
            Place::Source { file, .. } => of_file.get(file).cloned(),
            Place::Spot(spot) => Some(spot.item().clone()),
            _ => None,
        };
        match table {
            Some(table) => {
                blamed.entry(table).or_insert_with(|| diagnostic.message.clone());
            }
            None => blamed.extend(everybody(&diagnostic.message)),
        }
    };
    let scanned = match scan(&files, &sources) {
        Ok(scanned) => scanned,
        Err(failure) => {
            failure.errors.iter().for_each(&mut blame);
            return Err(blamed);
        }
    };
    let mut schema = scanned.schema;
    schema.roles.clone_from(&wanted.schema.roles);
    schema.private.clone_from(&wanted.schema.private);
    match schema.resolve(&wanted.provider) {
        Ok(read) => Ok((schema, read)),
        Err(errors) => {
            errors.iter().for_each(&mut blame);
            Err(blamed)
        }
    }
}

fn along_of<'a>(along: &'a Along, table: &QName) -> impl Fn(&Index) -> bool + 'a {
    let table = table.clone();
    move |index: &Index| along.contains(&(table.clone(), index.name.clone()))
}

/// The files.
fn laid_out(
    wanted: &Resolved,
    names: &Names,
    layout: Layout,
    notes: &Notes,
    forms: &Forms,
    along: &Along,
) -> (String, BTreeMap<String, String>) {
    let path = if layout == Layout::Folder { "super::" } else { "" };
    let writer = Writer { schema: &wanted.schema, provider: &wanted.provider, names, path };
    let item = |table: &Table| {
        let form = forms.get(&table.name).copied().unwrap_or_default();
        let notes = notes.get(&table.name).map(Vec::as_slice).unwrap_or_default();
        writer.table(table, form, &along_of(along, &table.name), notes)
    };
    let enums = || -> String {
        wanted.schema.enums.iter().flat_map(|one| ["\n".to_owned(), writer.enumeration(one)]).collect()
    };
    let tables = &wanted.schema.tables;
    if layout == Layout::File {
        let mut module = String::from("use pg_rls::Rls;\n");
        module.extend(tables.iter().map(|table| format!("\n{}", item(table))));
        module.push_str(&enums());
        return (module, BTreeMap::new());
    }
    let mut files = BTreeMap::new();
    let mut module = String::new();
    let mut uses = String::new();
    for table in tables {
        let Some(own) = names.table(&table.name) else { continue };
        let name = crate::syntax::case::snake(&own.item);
        module.push_str(&format!("mod {};\n", names::raw(&name)));
        uses.push_str(&format!("pub use {}::{};\n", names::raw(&name), own.item));
        files.insert(format!("{name}.rs"), format!("use pg_rls::Rls;\n\n{}", item(table)));
    }
    let enums = enums();
    let rls = if enums.is_empty() { "" } else { "\nuse pg_rls::Rls;\n" };
    (format!("{module}\n{uses}{rls}{enums}"), files)
}
