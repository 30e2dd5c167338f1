//! What was written on a struct or an enum, with its places?

mod enumeration;
pub(super) mod rows;
pub(super) mod value;

use proc_macro2::Ident;
use syn::{Attribute, Data, DeriveInput, Expr as Rust, Fields, Lit, Meta};

pub(super) use enumeration::EnumItem;

use super::{
    attr::{self, Words},
    case,
    keyword::Site,
    place,
    text::{self, Text},
    types::{self, FieldType},
};
use crate::{
    diagnostic::{Code, Diagnostic, Errors, Place},
    ident::QName,
};

/// What a `#[derive(Rls)]` stands on.
pub(super) enum Item {
    /// A struct: a table.
    Table(Box<TableItem>),
    /// An enum of unit variants: a type.
    Enum(EnumItem),
}

/// A struct.
pub(super) struct TableItem {
    pub(super) ident: Ident,
    pub(super) words: Words,
    pub(super) name: QName,
    pub(super) comment: Option<String>,
    pub(super) fields: Vec<FieldItem>,
}

/// A field that is a column.
pub(super) struct FieldItem {
    pub(super) field: String,
    pub(super) column: String,
    pub(super) place: Place,
    pub(super) column_place: Place,
    pub(super) words: Words,
    pub(super) ty: Option<FieldType>,
    pub(super) comment: Option<String>,
}

/// Reads a struct or an enum. What is left out was at fault and is among the errors.
pub(super) fn read(input: &DeriveInput, errors: &mut Errors) -> Option<Item> {
    if !input.generics.params.is_empty() {
        errors.push(
            shape(
                "a table or enum cannot be generic",
                "one struct is one table: write the types out (String for &str), one struct for each table",
            )
            .at(place(&input.generics.params)),
        );
    } else if let Some(where_clause) =
        input.generics.where_clause.as_ref().filter(|w| !w.predicates.is_empty())
    {
        errors.push(
            shape(
                "a table or enum has no where clause",
                "leave it out: it is one type, and says nothing of others",
            )
            .at(place(where_clause)),
        );
    }
    match &input.data {
        Data::Struct(data) => table(input, &data.fields, errors).map(|table| Item::Table(Box::new(table))),
        Data::Enum(data) => Some(Item::Enum(enumeration::read(input, data, errors))),
        Data::Union(_) => {
            errors.push(
                shape("a union is no table", "write a struct with named fields").at(input.ident.span()),
            );
            None
        }
    }
}

fn shape(message: &str, help: &str) -> Diagnostic {
    Diagnostic::new(Code::SHAPE, message).help(help)
}

fn table(input: &DeriveInput, fields: &Fields, errors: &mut Errors) -> Option<TableItem> {
    let ident = input.ident.clone();
    let words = attr::of_attributes(&input.attrs, Site::Struct, errors);
    let named = match fields {
        Fields::Named(named) => named,
        Fields::Unnamed(tuple) => {
            errors.push(
                shape(
                    "a tuple struct is no table: its fields have no names",
                    "write a struct with named fields: each is a column",
                )
                .at(place(&tuple.unnamed)),
            );
            return None;
        }
        Fields::Unit => {
            errors.push(
                shape(
                    "a struct without fields is no table",
                    "write a struct with named fields: each is a column",
                )
                .at(ident.span()),
            );
            return None;
        }
    };
    let rule = rename_rule(&words, errors);
    let table_name = name_of(&words, ("table", "table"), &ident, case::table, errors).value;
    let schema =
        words.get("schema").and_then(|word| text::name(word, "schema", errors)).map(|text| text.value);
    let comment = comment(&words, &input.attrs, errors);
    let fields = named.named.iter().filter_map(|f| field(f, rule.as_deref(), errors)).collect();
    Some(TableItem { ident, words, name: QName { schema, name: table_name }, comment, fields })
}

/// A name without its `r#`.
pub(super) fn plain(ident: &Ident) -> String {
    ident.to_string().trim_start_matches("r#").to_owned()
}

fn rename_rule(words: &Words, errors: &mut Errors) -> Option<String> {
    let text = text::string(words.get("rename_all")?, errors)?;
    if case::rename("x", &text.value).is_none() {
        let help = match case::nearest_rule(&text.value) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("there are {}", case::RULES.join(", ")),
        };
        errors
            .push(text.fault(Code::WRONG_VALUE, format!("`{}` is no rule for names", text.value)).help(help));
        return None;
    }
    Some(text.value)
}

fn field(field: &syn::Field, rule: Option<&str>, errors: &mut Errors) -> Option<FieldItem> {
    let ident = field.ident.as_ref()?;
    let words = attr::of_attributes(&field.attrs, Site::Field, errors);
    if let Some(skip) = words.get("skip") {
        skip.flag(errors);
        for other in words.words.iter().filter(|word| word.keyword.word != "skip") {
            errors.push(
                Diagnostic::new(
                    Code::CONTRADICTION,
                    format!("`{}` says something of a field that is no column", other.keyword.word),
                )
                .help("leave out `skip`, or the other words")
                .at(other.span),
            );
        }
        return None;
    }
    let name = plain(ident);
    let by_rule =
        |name: &str| rule.and_then(|rule| case::rename(name, rule)).unwrap_or_else(|| name.to_owned());
    let column = name_of(&words, ("column", "column"), ident, by_rule, errors);
    let (column, column_place) = (column.value, column.place);
    let ty = match words.get("type") {
        Some(word) => {
            let sql = text::string(word, errors).and_then(|text| text::type_name(&text, errors));
            sql.map(|sql| FieldType {
                ty: crate::schema::Type::Other(sql),
                nullable: types::is_option(&field.ty),
                named: None,
            })
        }
        None => types::read(&field.ty).map_err(|diagnostic| errors.push(diagnostic)).ok(),
    };
    let comment = comment(&words, &field.attrs, errors);
    Some(FieldItem { field: name, column, place: ident.span().into(), column_place, words, ty, comment })
}

/// The name that a word gives to a thing, or the one that a rule makes of its Rust name; Postgres can have either.
fn name_of(
    words: &Words,
    (word, what): (&str, &str),
    ident: &Ident,
    rule: impl FnOnce(&str) -> String,
    errors: &mut Errors,
) -> Text {
    let written = words.get(word);
    if let Some(text) = written.and_then(|word| text::name(word, what, errors)) {
        return text;
    }
    let made = Text { value: rule(&plain(ident)), place: ident.span().into() };
    if written.is_none()
        && let Some(diagnostic) = text::name_fault(&made.value, what)
    {
        let help = format!("write {word} = \"…\" with a name of at most {} bytes", crate::ident::MAX_BYTES);
        errors.push(diagnostic.help(help).at(made.place.clone()));
    }
    made
}

/// `comment = "…"`, none for `comment = none`, otherwise the doc comment.
fn comment(words: &Words, attributes: &[Attribute], errors: &mut Errors) -> Option<String> {
    let comment = match words.get("comment") {
        Some(word) if word.is_none() => return None,
        Some(word) => text::string(word, errors)?,
        None => return doc(attributes),
    };
    if comment.value.contains('\0') {
        errors.push(
            comment
                .fault(Code::BAD_NAME, "this comment holds a NUL character")
                .help("no text in Postgres can hold one"),
        );
        return None;
    }
    (!comment.value.is_empty()).then_some(comment.value)
}

/// The doc comment: each line without the space that rustdoc drops too, no empty lines around it.
fn doc(attributes: &[Attribute]) -> Option<String> {
    let mut lines = Vec::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("doc")) {
        if let Meta::NameValue(pair) = &attribute.meta
            && let Rust::Lit(literal) = &pair.value
            && let Lit::Str(text) = &literal.lit
        {
            let text = text.value().replace('\0', "");
            lines.extend(
                text.split('\n').map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end().to_owned()),
            );
        }
    }
    let text = lines.join("\n");
    let text = text.trim_matches('\n');
    (!text.trim().is_empty()).then(|| text.to_owned())
}
