//! Which constraints and indexes do the words make?

use super::{Fields, list_of};
use crate::{
    diagnostic::{Code, Diagnostic, Errors},
    lex,
    schema::{Constraint, ForeignKey, Index, Key, Nulls, Order, Table},
    syntax::{
        attr::{self, Value, Word},
        item::{FieldItem, TableItem, value},
        keyword::Site,
        text::{self, Text},
    },
};

/// The primary key, then what the fields say in their order, then what the struct says.
pub(super) fn lower(item: &TableItem, fields: &Fields<'_>, table: &mut Table, errors: &mut Errors) {
    if let Some(columns) = primary_key(item, fields, errors) {
        add(table, |table| table.primary_key(columns));
    }
    for field in &item.fields {
        of_field(field, table, errors);
    }
    for word in &item.words.words {
        match word.keyword.word {
            "unique" => {
                if let Some(columns) = columns(word, fields, errors) {
                    add(table, |table| table.unique(columns));
                }
            }
            "check" => check(word, table, errors),
            "foreign_key" => foreign_key(word, fields, table, errors),
            "index" => index(word, fields, table, errors),
            _ => {}
        }
    }
}

fn add(table: &mut Table, change: impl FnOnce(Table) -> Table) {
    let name = table.name.clone();
    *table = change(std::mem::replace(table, Table::new(name)));
}

/// One primary key: on one field, or on the struct.
fn primary_key(item: &TableItem, fields: &Fields<'_>, errors: &mut Errors) -> Option<Vec<String>> {
    let mut found: Option<Vec<String>> = None;
    let mut found_on: Vec<&str> = Vec::new();
    for field in &item.fields {
        let Some(word) = field.words.get("primary_key") else { continue };
        word.flag(errors);
        if field.ty.as_ref().is_some_and(|ty| ty.nullable) {
            errors.push(
                Diagnostic::new(Code::CONTRADICTION, "a primary key is never NULL")
                    .help("take the `Option` off")
                    .at(word.span),
            );
        }
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
            found = Some(vec![field.column.clone()]);
        }
    }
    if let Some(word) = item.words.get("primary_key") {
        let columns = columns(word, fields, errors);
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

/// `word("a", "b")`.
fn columns(word: &Word, fields: &Fields<'_>, errors: &mut Errors) -> Option<Vec<String>> {
    let tokens = list_of(word, errors)?;
    let list = attr::of_list(tokens, Site::Check, errors);
    for other in &list.words {
        errors.push(other.wrong("no place here").help(format!("write {}", word.keyword.usage)));
    }
    let names = text::bare(&list.bare, "a field's name", errors);
    if names.is_empty() && list.bare.is_empty() {
        errors.push(word.wrong("at least one field"));
        return None;
    }
    fields.columns(&names, errors).filter(|columns| !columns.is_empty() && list.bare.len() == columns.len())
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
    set_null(&key, table, &target, errors);
    add(table, |table| table.foreign_key(key));
}

/// SET NULL on a column that is never NULL fails when it is too late.
fn set_null(key: &ForeignKey, table: &Table, target: &Text, errors: &mut Errors) {
    use crate::schema::Action::SetNull;
    if key.on_delete != SetNull && key.on_update != SetNull {
        return;
    }
    for name in &key.columns {
        if table.find_column(name).is_some_and(|column| !column.nullable) {
            errors.push(
                target
                    .fault(Code::CONTRADICTION, format!("`set null` on `{name}`, which is never NULL"))
                    .help("make the field an Option, or take \"cascade\" or \"restrict\""),
            );
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
        errors.push(word.wrong("at least one field"));
        return;
    }
    if !references.is_empty() && references.len() != columns.len() {
        errors.push(
            target
                .fault(
                    Code::WRONG_VALUE,
                    format!("{} field(s) refer to {} column(s)", columns.len(), references.len()),
                )
                .help("name one column for each field, in the same order"),
        );
        return;
    }
    let mut key = ForeignKey::new(columns, to, references);
    (key.on_delete, key.on_update, key.deferrable) =
        (reactions.on_delete, reactions.on_update, reactions.deferrable);
    set_null(&key, table, &target, errors);
    match own_name {
        Some(None) => {}
        Some(Some(name)) => table.constraints.push(Constraint::ForeignKey { name: name.value, key }),
        None => add(table, |table| table.foreign_key(key)),
    }
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
        Some(Some(name)) => add(table, |table| table.named_check(name.value, sql.value.trim())),
        None => add(table, |table| table.check(None, sql.value.trim())),
    }
}

/// `index("a", "b desc", where = "…", using = "gin", name = "…", unique, concurrently)`.
fn index(word: &Word, fields: &Fields<'_>, table: &mut Table, errors: &mut Errors) {
    let Some(tokens) = list_of(word, errors) else { return };
    let list = attr::of_list(tokens, Site::Index, errors);
    let texts = text::bare(&list.bare, "an index's key", errors);
    let keys: Vec<Option<Key>> = texts.iter().map(|text| key(text, fields, errors)).collect();
    let name = list.get("name").map(|word| text::name(word, "index", errors));
    let method = list.get("using").map(|word| text::name(word, "access method", errors));
    let predicate = list.get("where").map(|word| text::sql(word, errors));
    let unique = list.get("unique").is_some_and(|word| word.flag(errors));
    let concurrently = list.get("concurrently").is_some_and(|word| word.flag(errors));
    if list.bare.is_empty() {
        if !list.broken {
            errors.push(word.wrong("at least one field"));
        }
        return;
    }
    let count = list.bare.len();
    let keys: Vec<Key> = keys.into_iter().flatten().collect();
    if keys.len() != count || matches!(name, Some(None)) || matches!(method, Some(None)) {
        return;
    }
    let parts: Vec<&str> = keys
        .iter()
        .map(|key| match &key.item {
            crate::schema::KeyItem::Column(column) => column.as_str(),
            crate::schema::KeyItem::Sql(_) => "expr",
        })
        .collect();
    let name = match name.flatten() {
        Some(text) => {
            if table.indexes.iter().any(|other| other.name == text.value) {
                errors.push(
                    text.fault(Code::SAME_NAME, format!("two indexes have the name `{}`", text.value))
                        .help("name one of them otherwise"),
                );
                return;
            }
            text.value
        }
        None => table.free_name(&parts.join("_"), "idx"),
    };
    table.indexes.push(Index {
        name,
        keys,
        unique,
        method: method.flatten().map(|text| text.value),
        predicate: predicate.flatten().map(|text| text.value.trim().to_owned()),
        concurrently,
    });
}

/// `"field"`, `"field desc nulls last"`, `"field gin_trgm_ops"`, or `"(expression)"` with the same behind it.
fn key(text: &Text, fields: &Fields<'_>, errors: &mut Errors) -> Option<Key> {
    let written = text.value.trim();
    let (mut key, rest) = if written.starts_with('(') {
        if !text::check_sql(text, errors) {
            return None;
        }
        let end = closing(written)?;
        (Key::sql(written[1..end].trim()), &written[end + 1..])
    } else {
        let (name, rest) = written.split_once(char::is_whitespace).unwrap_or((written, ""));
        if name.contains('(') {
            errors.push(
                text.fault(Code::WRONG_VALUE, format!("`{name}` is no field"))
                    .help(format!("an expression goes in brackets of its own: \"({written})\"")),
            );
            return None;
        }
        let field = fields.find(&Text { value: name.to_owned(), place: text.place.clone() }, errors)?;
        (Key::column(&field.column), rest)
    };
    let words: Vec<String> = rest.split_whitespace().map(str::to_lowercase).collect();
    let mut words = words.iter().map(String::as_str).peekable();
    if let Some(class) = words.next_if(|word| !matches!(*word, "asc" | "desc" | "nulls")) {
        if lex::tokens(class)
            .is_ok_and(|tokens| matches!(tokens.as_slice(), [t] if t.kind == lex::Kind::Word))
        {
            key.class = Some(class.to_owned());
        } else {
            errors.push(after(text, class));
            return None;
        }
    }
    if let Some(order) = words.next_if(|word| matches!(*word, "asc" | "desc")) {
        key.order = if order == "desc" { Order::Desc } else { Order::Asc };
    }
    if words.next_if_eq(&"nulls").is_some() {
        key.nulls = match words.next() {
            Some("first") => Some(Nulls::First),
            Some("last") => Some(Nulls::Last),
            _ => {
                errors.push(after(text, "nulls"));
                return None;
            }
        };
    }
    if let Some(word) = words.next() {
        errors.push(after(text, word));
        return None;
    }
    Some(key)
}

fn after(text: &Text, word: &str) -> Diagnostic {
    text.fault(Code::WRONG_VALUE, format!("`{word}` says nothing of an index's key"))
        .help("after the field: an operator class, `asc` or `desc`, `nulls first` or `nulls last`")
}

/// Where the bracket that opens the text closes.
fn closing(sql: &str) -> Option<usize> {
    let mut depth = 0usize;
    for token in lex::tokens(sql).ok()? {
        match &sql[token.range.clone()] {
            "(" => depth += 1,
            ")" => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(token.range.start);
                }
            }
            _ => {}
        }
    }
    None
}
