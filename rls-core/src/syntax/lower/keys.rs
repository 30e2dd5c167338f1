//! Which constraints and indexes do the words make?

use super::{Fields, index, list_of};
use crate::{
    diagnostic::{Code, Diagnostic, Errors},
    schema::{Action, Constraint, ForeignKey, Index, Key, Table},
    syntax::{
        attr::{self, Value, Word},
        item::{FieldItem, TableItem, value},
        keyword::Site,
        text::{self, Text},
    },
};

/// The primary key, then what the fields say in their order, then what the struct says.
pub(super) fn lower(item: &TableItem, fields: &Fields<'_>, table: &mut Table, errors: &mut Errors) {
    if let Some((columns, name)) = primary_key(item, fields, errors) {
        add(table, |table| match name {
            Some(name) => table.constraint(Constraint::primary_key(name.value, columns)),
            None => table.primary_key(columns),
        });
    }
    for field in &item.fields {
        of_field(field, table, errors);
    }
    for word in &item.words.words {
        match word.keyword.word {
            "unique" => match columns(word, fields, errors) {
                Some((_, Some(name))) if taken(&name, table, errors) => {}
                Some((columns, Some(name))) => {
                    table.constraints.push(Constraint::unique(name.value, columns));
                }
                Some((columns, None)) => add(table, |table| table.unique(columns)),
                None => {}
            },
            "check" => check(word, table, errors),
            "foreign_key" => foreign_key(word, fields, table, errors),
            "index" => index::lower(word, fields, table, errors),
            _ => {}
        }
    }
}

fn add(table: &mut Table, change: impl FnOnce(Table) -> Table) {
    let name = table.name.clone();
    *table = change(std::mem::replace(table, Table::new(name)));
}

/// One primary key: on one field, or on the struct.
fn primary_key(item: &TableItem, fields: &Fields<'_>, errors: &mut Errors) -> Option<Named> {
    let mut found: Option<Named> = None;
    let mut found_on: Vec<&str> = Vec::new();
    for field in &item.fields {
        let Some(word) = field.words.get("primary_key") else { continue };
        word.flag(errors);
        never_null(field, word.span, errors);
        found_on.push(&field.field);
        if found.is_some() {
            errors.push(
                Diagnostic::new(Code::TWO_PRIMARY_KEYS, "a table has one primary key, and this is a second")
                    .help(format!(
                        "for a key of several columns write it on the struct: primary_key({})",
                        found_on.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
                    ))
                    .at(word.span),
            );
        } else {
            found = Some((vec![field.column.clone()], None));
        }
    }
    if let Some(word) = item.words.get("primary_key") {
        let columns = columns(word, fields, errors);
        let is_in = |field: &&FieldItem| columns.iter().any(|(columns, _)| columns.contains(&field.column));
        for field in item.fields.iter().filter(is_in) {
            never_null(field, word.span, errors);
        }
        if found.is_some() {
            errors.push(
                Diagnostic::new(
                    Code::TWO_PRIMARY_KEYS,
                    "a table has one primary key, and a field has it already",
                )
                .help("leave it on the field or on the struct")
                .at(word.span),
            );
        } else {
            found = columns;
        }
    }
    found
}

/// Postgres makes a key's columns NOT NULL, whatever the field says.
fn never_null(field: &FieldItem, span: proc_macro2::Span, errors: &mut Errors) {
    if field.ty.as_ref().is_some_and(|ty| ty.nullable) {
        errors.push(
            Diagnostic::new(
                Code::CONTRADICTION,
                format!("a primary key is never NULL, and `{}` may be", field.field),
            )
            .help("take the `Option` off")
            .at(span),
        );
    }
}

/// The columns of a key, and its own name where it was given one.
type Named = (Vec<String>, Option<Text>);

/// `word("a", "b", name = "…")`.
fn columns(word: &Word, fields: &Fields<'_>, errors: &mut Errors) -> Option<Named> {
    let tokens = list_of(word, errors)?;
    let list = attr::of_list(tokens, Site::Columns, errors);
    let names = text::bare(&list.bare, "a field's name", errors);
    let own_name = list.get("name").map(|word| text::name(word, "constraint", errors));
    if list.bare.is_empty() {
        if !list.broken {
            errors.push(word.wrong("at least one field"));
        }
        return None;
    }
    let columns = fields.columns(&names, errors);
    let columns = columns.filter(|columns| !columns.is_empty() && list.bare.len() == columns.len())?;
    match own_name {
        // what is wrong with it was said
        Some(None) => None,
        own_name => Some((columns, own_name.flatten())),
    }
}

fn of_field(field: &FieldItem, table: &mut Table, errors: &mut Errors) {
    let one = || [field.column.clone()];
    for word in &field.words.words {
        match word.keyword.word {
            "unique" => {
                if word.flag(errors) {
                    add(table, |table| table.unique(one()));
                }
            }
            "index" => {
                if word.flag(errors) {
                    let name = table.free_name(&field.column, "idx");
                    table.indexes.push(Index::new(name, [Key::column(&field.column)]));
                }
            }
            "check" => {
                if let Some(sql) = text::sql(word, errors) {
                    add(table, |table| table.check(Some(&field.column), sql.value.trim()));
                }
            }
            "references" => references(field, word, table, errors),
            _ => {}
        }
    }
}

/// `references = "users(id)"` or `references("users(id)", on_delete = "cascade")`.
fn references(field: &FieldItem, word: &Word, table: &mut Table, errors: &mut Errors) {
    let (target, words) = match &word.value {
        Value::List(tokens) => {
            let list = attr::of_list(tokens.clone(), Site::References, errors);
            let mut texts = text::bare(&list.bare, "what it refers to", errors);
            if texts.len() != 1 {
                if list.bare.len() == texts.len() {
                    errors.push(
                        word.wrong("one table with its column")
                            .help("write references(\"users(id)\", on_delete = \"cascade\")"),
                    );
                }
                return;
            }
            (texts.remove(0), list)
        }
        _ => match text::string(word, errors) {
            Some(target) => (target, attr::Words::default()),
            None => return,
        },
    };
    let reactions = value::reactions(&words, errors);
    let Some((to, columns)) = text::reference(&target, errors) else { return };
    if columns.len() > 1 {
        errors.push(
            target
                .fault(Code::WRONG_VALUE, "one field refers to one column")
                .help("for several write foreign_key(\"a\", \"b\", references = \"t(x, y)\") on the struct"),
        );
        return;
    }
    let mut key = ForeignKey::new([&field.column], to, columns);
    (key.on_delete, key.on_update, key.deferrable) =
        (reactions.on_delete, reactions.on_update, reactions.deferrable);
    set_null(&key, &words, table, errors);
    add(table, |table| table.foreign_key(key));
}

/// SET NULL on a column that is never NULL fails when it is too late.
fn set_null(key: &ForeignKey, words: &attr::Words, table: &Table, errors: &mut Errors) {
    for (word, action) in [("on_delete", key.on_delete), ("on_update", key.on_update)] {
        let Some(word) = words.get(word).filter(|_| action == Action::SetNull) else { continue };
        for name in &key.columns {
            if table.find_column(name).is_some_and(|column| !column.nullable) {
                errors.push(
                    Diagnostic::new(
                        Code::CONTRADICTION,
                        format!("`set null` on `{name}`, which is never NULL"),
                    )
                    .help("make the field an Option, or take \"cascade\" or \"restrict\"")
                    .at(word.value_place()),
                );
            }
        }
    }
}

/// `foreign_key("a", "b", references = "t(x, y)", on_delete = "cascade")`.
fn foreign_key(word: &Word, fields: &Fields<'_>, table: &mut Table, errors: &mut Errors) {
    let Some(tokens) = list_of(word, errors) else { return };
    let list = attr::of_list(tokens, Site::ForeignKey, errors);
    let names = text::bare(&list.bare, "a field's name", errors);
    let columns = fields.columns(&names, errors);
    let reactions = value::reactions(&list, errors);
    let own_name = list.get("name").map(|word| text::name(word, "constraint", errors));
    let Some(to) = list.get("references") else {
        if !list.broken {
            errors.push(
                Diagnostic::new(Code::MISSING_WORD, "this foreign key does not say what it refers to")
                    .help(format!("write {}", word.keyword.usage))
                    .at(word.span),
            );
        }
        return;
    };
    let Some(target) = text::string(to, errors) else { return };
    let Some((to, references)) = text::reference(&target, errors) else { return };
    let Some(columns) = columns.filter(|columns| columns.len() == list.bare.len()) else { return };
    if columns.is_empty() {
        if !list.broken {
            errors.push(word.wrong("at least one field"));
        }
        return;
    }
    if !references.is_empty() && references.len() != columns.len() {
        errors.push(
            target
                .fault(
                    Code::WRONG_VALUE,
                    format!(
                        "{} refer to {}",
                        count(columns.len(), "field"),
                        count(references.len(), "column")
                    ),
                )
                .help("name one column for each field, in the same order"),
        );
        return;
    }
    let mut key = ForeignKey::new(columns, to, references);
    (key.on_delete, key.on_update, key.deferrable) =
        (reactions.on_delete, reactions.on_update, reactions.deferrable);
    set_null(&key, &list, table, errors);
    match own_name {
        Some(None) => {}
        Some(Some(name)) if taken(&name, table, errors) => {}
        Some(Some(name)) => table.constraints.push(Constraint::ForeignKey { name: name.value, key }),
        None => add(table, |table| table.foreign_key(key)),
    }
}

/// Whether another constraint has this name already.
fn taken(name: &Text, table: &Table, errors: &mut Errors) -> bool {
    let taken = table.constraints.iter().any(|other| other.name() == name.value);
    if taken {
        errors.push(
            name.fault(Code::SAME_NAME, format!("two constraints have the name `{}`", name.value))
                .help("name one of them otherwise"),
        );
    }
    taken
}

/// `1 field`, `2 fields`.
fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// `check = "SQL"` or `check(name = "…", "SQL")`.
fn check(word: &Word, table: &mut Table, errors: &mut Errors) {
    let (sql, name) = match &word.value {
        Value::List(tokens) => {
            let list = attr::of_list(tokens.clone(), Site::Check, errors);
            let mut texts = text::bare(&list.bare, "a condition", errors);
            let name = list.get("name").map(|word| text::name(word, "constraint", errors));
            if texts.len() != 1 {
                if list.bare.len() == texts.len() {
                    errors.push(word.wrong("one condition"));
                }
                return;
            }
            let sql = texts.remove(0);
            if !text::check_sql(&sql, errors) {
                return;
            }
            (sql, name)
        }
        _ => match text::sql(word, errors) {
            Some(sql) => (sql, None),
            None => return,
        },
    };
    match name {
        Some(None) => {}
        Some(Some(name)) if taken(&name, table, errors) => {}
        Some(Some(name)) => add(table, |table| table.named_check(name.value, sql.value.trim())),
        None => add(table, |table| table.check(None, sql.value.trim())),
    }
}
