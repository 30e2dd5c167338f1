//! Which index does `index(…)` make?

use super::{Fields, list_of};
use crate::{
    diagnostic::{Code, Diagnostic, Errors},
    lex,
    schema::{Index, Key, KeyItem, Nulls, Order, Table},
    suggest::nearest,
    syntax::{
        attr::{self, Word},
        keyword::Site,
        text::{self, Text},
    },
};

/// `index("a", "b desc", where = "…", using = "gin", name = "…", unique, concurrently)`.
pub(super) fn lower(word: &Word, fields: &Fields<'_>, table: &mut Table, errors: &mut Errors) {
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
            KeyItem::Column(column) => column.as_str(),
            KeyItem::Sql(_) => "expr",
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
        let slip = !class.ends_with("_ops")
            && nearest(class, ["asc", "ascending", "desc", "descending", "nulls"]).is_some();
        if !slip
            && lex::tokens(class)
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
