//! What does an item mean?
//!
//! Fields become columns, words become constraints, policies and grants; every field that a word names is looked
//! up, and what contradicts itself is refused.

mod allow;
mod column;
mod fields;
mod index;
mod keys;
mod predicate;
mod rows;

use proc_macro2::Ident;
use syn::Path;

use fields::Fields;
pub use predicate::EnumConstant;

use super::{
    attr::Value,
    item::{EnumItem, Item, TableItem},
    place, text,
};
use crate::{
    diagnostic::{Code, Diagnostic, Errors, Place, Spot},
    ident::QName,
    schema::{Enum, Table},
};

/// What an item means.
pub enum Lowered {
    /// A table.
    Table {
        /// The struct.
        ident: Ident,
        /// The table; a type of the author's own is an enum by its Rust name until somebody knows more.
        table: Box<Table>,
        /// The types of the author's own.
        named: Vec<NamedType>,
        /// Constants that an enum must have.
        constants: Vec<EnumConstant>,
        /// Where its parts are.
        spots: Vec<(Spot, Place)>,
    },
    /// An enum.
    Enum {
        /// The Rust enum.
        ident: Ident,
        /// The type.
        definition: Enum,
    },
}

/// A field whose type is the author's own.
pub struct NamedType {
    /// The index of its column.
    pub column: usize,
    /// The type as it was written.
    pub path: Path,
    /// Where.
    pub place: Place,
}

pub(super) fn lower(item: &Item, errors: &mut Errors) -> Lowered {
    match item {
        Item::Table(item) => {
            let (table, named, notes) = table(item, errors);
            let predicate::Notes { spots, constants } = notes;
            Lowered::Table { ident: item.ident.clone(), table: Box::new(table), named, constants, spots }
        }
        Item::Enum(item) => Lowered::Enum { ident: item.ident.clone(), definition: enumeration(item) },
    }
}

fn enumeration(item: &EnumItem) -> Enum {
    let mut definition = Enum::new(item.name.clone());
    definition.comment.clone_from(&item.comment);
    definition.renamed_from.clone_from(&item.renamed_from);
    for (value, _, old, variant) in &item.values {
        definition = definition.value(value).variant(variant);
        if let Some(old) = old {
            definition = definition.value_renamed_from(old);
        }
    }
    definition
}

fn table(item: &TableItem, errors: &mut Errors) -> (Table, Vec<NamedType>, predicate::Notes) {
    let mut table = Table::new(item.name.clone());
    table.comment.clone_from(&item.comment);
    let fields = Fields::of(item, errors);
    let owner = rows::owner(item, &fields, errors);
    let mut named = Vec::new();
    let mut notes = predicate::Notes::default();
    for (i, field) in item.fields.iter().enumerate() {
        let is_owner = owner.as_ref().is_some_and(|owner| owner.column == field.column);
        let spot = Spot::Column(table.name.clone(), field.column.clone());
        notes.spots.push((spot, field.place.clone()));
        table.columns.push(column::lower(field, is_owner, errors));
        if let Some(path) = field.ty.as_ref().and_then(|ty| ty.named.clone()) {
            let place = place(&path);
            named.push(NamedType { column: i, path, place });
        }
    }
    keys::lower(item, &fields, &mut table, errors);
    switches(item, &mut table, errors);
    allow::lower(item, &mut table, errors);
    rows::policies(item, &fields, owner.as_ref(), &mut table, &mut notes, errors);
    rows::grants(item, &fields, &mut table, errors);
    (table, named, notes)
}

/// `force`, `rls = false`, `renamed_from`.
fn switches(item: &TableItem, table: &mut Table, errors: &mut Errors) {
    let words = &item.words;
    let force = words.get("force");
    table.force = force.is_some_and(|word| word.flag(errors));
    if let Some(word) = words.get("rls") {
        table.row_security = word.boolean(errors).unwrap_or(true);
        let on_field = item.fields.iter().any(|field| field.words.get("owner").is_some());
        let said: Vec<&str> = ["owner", "crud", "policy", "force"]
            .into_iter()
            .filter(|other| words.get(other).is_some() || (*other == "owner" && on_field))
            .collect();
        if !table.row_security
            && let Some(other) = said.first()
        {
            let mend = match *other {
                "force" => "leave one of the two out".to_owned(),
                _ => format!(
                    "leave out `rls = false`, or leave out `{other}` and grant what is needed with grant(…)"
                ),
            };
            errors.push(
                Diagnostic::new(
                    Code::CONTRADICTION,
                    format!("`rls = false` turns row security off, and `{other}` has no effect without it"),
                )
                .help(mend)
                .at(word.span),
            );
        }
    }
    if let Some(word) = words.get("renamed_from") {
        table.renamed_from = text::qualified(word, "old table", errors);
        if let Some(old) = &table.renamed_from
            && old.key() == QName::key(&table.name)
        {
            errors.push(same_old_name(word.span.into()));
        }
    }
    if table.columns.is_empty() && item.fields.is_empty() && !words.broken {
        errors.push(
            Diagnostic::new(Code::SHAPE, "this table has no columns")
                .help("write fields: each is a column")
                .at(item.ident.span()),
        );
    }
}

/// A name that was always so.
pub(super) fn same_old_name(place: Place) -> Diagnostic {
    Diagnostic::new(Code::CONTRADICTION, "`renamed_from` gives the name that it has now")
        .help("write the old name, or leave the word out")
        .at(place)
}

/// Whether a word has a list behind it, as `primary_key("a")` on a struct must.
pub(super) fn list_of(word: &super::attr::Word, errors: &mut Errors) -> Option<proc_macro2::TokenStream> {
    match &word.value {
        Value::List(tokens) => Some(tokens.clone()),
        _ => {
            errors.push(word.wrong("a list in brackets"));
            None
        }
    }
}
