//! What do the strings of the language say: names, SQL, references, roles?

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::{Lit, LitStr};

use super::{
    attr::{Value, Word, flat},
    place,
};
use crate::{
    diagnostic::{Code, Diagnostic, Errors, Place},
    ident::{self, NameFault, QName},
    lex::{self, Kind},
    schema::Role,
};

/// A text and the place where it was written.
#[derive(Clone)]
pub(super) struct Text {
    pub(super) value: String,
    pub(super) place: Place,
}

impl Text {
    /// A fault of this text.
    pub(super) fn fault(&self, code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, message).at(self.place.clone())
    }
}

/// The string literal that these tokens are, and nothing else.
pub(super) fn literal(tokens: &TokenStream) -> Option<Text> {
    let trees = flat(tokens.clone());
    let [TokenTree::Literal(literal)] = trees.as_slice() else { return None };
    match Lit::new(literal.clone()) {
        Lit::Str(text) if text.suffix().is_empty() => {
            Some(Text { value: value_of(&text), place: Place::Tokens(literal.span(), literal.span()) })
        }
        _ => None,
    }
}

/// What a string says. rustc ends every line of a file in one character; a raw string comes to the scanner as it is.
pub(super) fn value_of(literal: &LitStr) -> String {
    let value = literal.value();
    let raw = value.contains('\r') && literal.token().to_string().starts_with('r');
    if raw { value.replace("\r\n", "\n") } else { value }
}

/// `word = "text"`.
pub(super) fn string(word: &Word, errors: &mut Errors) -> Option<Text> {
    if let Value::Equals(tokens) = &word.value
        && let Some(text) = literal(tokens)
    {
        return Some(text);
    }
    errors.push(word.wrong("a string"));
    None
}

/// `word = "name"`: one that Postgres can have, whole.
pub(super) fn name(word: &Word, what: &str, errors: &mut Errors) -> Option<Text> {
    string(word, errors).filter(|text| check_name(text, what, errors))
}

/// Whether Postgres can have this name.
pub(super) fn check_name(text: &Text, what: &str, errors: &mut Errors) -> bool {
    match name_fault(&text.value, what) {
        None => true,
        Some(diagnostic) => {
            errors.push(diagnostic.at(text.place.clone()));
            false
        }
    }
}

/// Why Postgres cannot have this name.
pub(super) fn name_fault(name: &str, what: &str) -> Option<Diagnostic> {
    match ident::check(name) {
        Ok(()) => None,
        Err(NameFault::Empty) => Some(
            Diagnostic::new(Code::BAD_NAME, format!("the {what}'s name is empty"))
                .help("write a name, or leave the word out"),
        ),
        Err(NameFault::Nul) => Some(
            Diagnostic::new(Code::BAD_NAME, format!("the {what}'s name holds a NUL character"))
                .help("no text in Postgres can hold one"),
        ),
        Err(NameFault::Long(bytes)) => Some(Diagnostic::long_name(name, what, bytes)),
    }
}

/// `word = "SQL"`: an expression that stays inside its place.
pub(super) fn sql(word: &Word, errors: &mut Errors) -> Option<Text> {
    string(word, errors).filter(|text| check_sql(text, errors))
}

/// Whether a text is SQL that stays inside its place.
pub(super) fn check_sql(text: &Text, errors: &mut Errors) -> bool {
    match lex::expression(&text.value) {
        Ok(()) => true,
        Err(fault) => {
            errors.push(
                text.fault(Code::UNBALANCED_SQL, fault.to_string())
                    .help("write one SQL expression, such as \"char_length(task) > 0\""),
            );
            false
        }
    }
}

/// `word = "schema.name"` or `"name"`; a part with a dot in it goes in double quotes, and a quote in it is doubled.
pub(super) fn qualified(word: &Word, what: &str, errors: &mut Errors) -> Option<QName> {
    let text = string(word, errors)?;
    let Some((schema, name)) = parts(&text.value) else {
        errors.push(
            text.fault(Code::WRONG_VALUE, format!("`{}` names no {what}", text.value))
                .help("write \"name\" or \"schema.name\"; in double quotes, a quote is doubled"),
        );
        return None;
    };
    let mut good = true;
    for part in schema.iter().chain([&name]) {
        good &= check_name(&Text { value: part.clone(), place: text.place.clone() }, what, errors);
    }
    good.then_some(QName { schema, name })
}

/// A name and, before the first dot outside of quotes, its schema.
fn parts(text: &str) -> Option<(Option<String>, String)> {
    let (first, rest) = match text.strip_prefix('"') {
        Some(quoted) => quoted_part(quoted)?,
        None => text.find('.').map_or((text.to_owned(), ""), |dot| (text[..dot].to_owned(), &text[dot..])),
    };
    let Some(second) = rest.strip_prefix('.') else {
        return rest.is_empty().then_some((None, first));
    };
    let second = match second.strip_prefix('"') {
        Some(quoted) => quoted_part(quoted).filter(|(_, rest)| rest.is_empty())?.0,
        None => second.to_owned(),
    };
    Some((Some(first), second))
}

/// What stands before the quote that ends it, and what behind.
fn quoted_part(text: &str) -> Option<(String, &str)> {
    let mut name = String::new();
    let mut rest = text;
    loop {
        let (before, behind) = rest.split_once('"')?;
        name.push_str(before);
        let Some(more) = behind.strip_prefix('"') else {
            return Some((name, behind));
        };
        name.push('"');
        rest = more;
    }
}

/// `"users(id)"`, `"app.users(id, org)"` or `"users"`: names as in SQL, bare or in double quotes.
pub(super) fn reference(text: &Text, errors: &mut Errors) -> Option<(QName, Vec<String>)> {
    let parsed = parse_reference(&text.value);
    if parsed.is_none() {
        errors.push(
            text.fault(Code::WRONG_VALUE, format!("`{}` names no table and columns", text.value))
                .help("write \"table(column)\" or \"schema.table(column, column)\", as SQL would"),
        );
        return None;
    }
    let (table, columns) = parsed?;
    let names = table.schema.iter().chain([&table.name]).chain(&columns);
    let mut good = true;
    for name in names {
        good &=
            check_name(&Text { value: name.clone(), place: text.place.clone() }, "referenced thing", errors);
    }
    good.then_some((table, columns))
}

fn parse_reference(sql: &str) -> Option<(QName, Vec<String>)> {
    let tokens = lex::tokens(sql).ok()?;
    let text = |i: usize| tokens.get(i).map_or("", |token| &sql[token.range.clone()]);
    let name = |i: usize| match tokens.get(i)?.kind {
        Kind::Word | Kind::Quoted => Some(lex::name(text(i))),
        _ => None,
    };
    let (table, mut i) =
        if text(1) == "." { (QName::qualified(name(0)?, name(2)?), 3) } else { (QName::new(name(0)?), 1) };
    let mut columns = Vec::new();
    if text(i) == "(" {
        loop {
            columns.push(name(i + 1)?);
            i += 2;
            match text(i) {
                "," => {}
                ")" => break,
                _ => return None,
            }
        }
        i += 1;
    }
    (i == tokens.len()).then_some((table, columns))
}

/// A type's name as SQL: words, perhaps a schema, numbers or words in brackets, `[]`. Nothing that could end it.
pub(super) fn type_name(text: &Text, errors: &mut Errors) -> Option<String> {
    let sql = text.value.trim();
    let is_type = lex::tokens(sql).is_ok_and(|tokens| {
        let mut depth = 0i32;
        let starts = matches!(tokens.first().map(|t| t.kind), Some(Kind::Word | Kind::Quoted));
        starts
            && tokens.iter().all(|token| match token.kind {
                Kind::Word => depth == 0 || !sql[token.range.clone()].contains('$'),
                Kind::Quoted => true,
                Kind::Number => depth > 0,
                Kind::Text => false,
                Kind::Symbol => match &sql[token.range.clone()] {
                    "(" | "[" => {
                        depth += 1;
                        depth == 1
                    }
                    ")" | "]" => {
                        depth -= 1;
                        depth == 0
                    }
                    "," => depth == 1,
                    "." => depth == 0,
                    "-" => depth == 1,
                    _ => false,
                },
            })
            && lex::expression(sql).is_ok()
    });
    let serial = ["serial", "bigserial", "smallserial", "serial2", "serial4", "serial8"];
    let clause = [
        "not",
        "null",
        "default",
        "check",
        "primary",
        "unique",
        "references",
        "collate",
        "generated",
        "constraint",
    ];
    let word = |w: &str| sql.split_whitespace().any(|part| part.eq_ignore_ascii_case(w));
    let fault = if !is_type {
        Some("write the name of a type, such as \"varchar(120)\", \"citext\" or \"app.mood[]\"".to_owned())
    } else if serial.iter().any(|s| sql.eq_ignore_ascii_case(s)) {
        Some(
            "write `identity` on an i64: its sequence needs no grant of its own, and a serial's does"
                .to_owned(),
        )
    } else {
        clause.iter().find(|w| word(w)).map(|w| match *w {
            "not" | "null" => "`Option` on the field's type says whether the column may be NULL".to_owned(),
            w => format!("`{w}` is no part of a type; the language has a word for it"),
        })
    };
    match fault {
        None => Some(sql.to_owned()),
        Some(help) => {
            errors.push(
                text.fault(Code::WRONG_VALUE, format!("`{sql}` is no type of Postgres that can stand here"))
                    .help(help),
            );
            None
        }
    }
}

/// `= "a"` or `= ["a", "b"]`: whom it is for, in the order in which they were written.
pub(super) fn roles(word: &Word, errors: &mut Errors) -> Option<Vec<Role>> {
    let takes = "a role or a list of roles";
    let Value::Equals(tokens) = &word.value else {
        errors.push(word.wrong(takes));
        return None;
    };
    let texts = match literal(tokens) {
        Some(one) => vec![one],
        None => {
            let Some(list) = list(tokens) else {
                errors.push(word.wrong(takes));
                return None;
            };
            list
        }
    };
    if texts.is_empty() {
        errors.push(word.wrong("at least one role"));
        return None;
    }
    let mut roles = Vec::new();
    let mut good = true;
    for text in &texts {
        good &= check_name(text, "role", errors) && check_role(text, &roles, texts.len(), errors);
        roles.push(Role::named(&text.value));
    }
    good.then_some(roles)
}

fn check_role(text: &Text, before: &[Role], count: usize, errors: &mut Errors) -> bool {
    let role = text.value.as_str();
    let diagnostic = if matches!(
        role.to_ascii_lowercase().as_str(),
        "current_user" | "session_user" | "current_role" | "user"
    ) {
        text.fault(
            Code::WRONG_VALUE,
            format!("`{role}` is whoever runs the migration, not whoever sends the request"),
        )
        .help("name the role that requests run as, such as \"authenticated\"")
    } else if role == "none" {
        text.fault(Code::BAD_NAME, "`none` is a reserved role name in Postgres").help("name another role")
    } else if role == "public" && count > 1 {
        text.fault(Code::CONTRADICTION, "`public` is everyone already")
            .help("leave the other roles out, or name them without `public`")
    } else if before.contains(&Role::named(role)) {
        text.fault(Code::DOUBLED_WORD, format!("the role `{role}` is named twice")).help("leave one of them")
    } else {
        return true;
    };
    errors.push(diagnostic);
    false
}

/// `["a", "b"]`.
fn list(tokens: &TokenStream) -> Option<Vec<Text>> {
    let trees = flat(tokens.clone());
    let [TokenTree::Group(group)] = trees.as_slice() else { return None };
    if group.delimiter() != Delimiter::Bracket {
        return None;
    }
    let mut texts = Vec::new();
    let mut part = Vec::new();
    for tree in flat(group.stream()) {
        match tree {
            TokenTree::Punct(punct) if punct.as_char() == ',' => {
                texts.push(literal(&part.drain(..).collect())?);
            }
            other => part.push(other),
        }
    }
    if !part.is_empty() {
        texts.push(literal(&part.into_iter().collect())?);
    }
    Some(texts)
}

/// Bare strings of a list: `("a", "b desc")`.
pub(super) fn bare(parts: &[TokenStream], what: &str, errors: &mut Errors) -> Vec<Text> {
    let mut texts = Vec::new();
    for part in parts {
        match literal(part) {
            Some(text) => texts.push(text),
            None => errors.push(
                Diagnostic::new(Code::WRONG_VALUE, format!("{what} goes in a string"))
                    .help(format!("write \"{}\"", super::written(part).replace('"', "")))
                    .at(place(part)),
            ),
        }
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn old_names_have_quotes_where_they_need_them() {
        let read = |text: &str| parts(text).map(|(schema, name)| (schema.unwrap_or_default(), name));
        let said = |schema: &str, name: &str| Some((schema.to_owned(), name.to_owned()));
        assert_eq!(read("todos"), said("", "todos"));
        assert_eq!(read("app.todos"), said("app", "todos"));
        assert_eq!(read(r#""app.todos""#), said("", "app.todos"));
        assert_eq!(read(r#""a b"."Odd ""Table""""#), said("a b", r#"Odd "Table""#));
        assert_eq!(read(r#"app."a.b""#), said("app", "a.b"));
        assert_eq!(read(r#""app"#), None);
        assert_eq!(read(r#""app".todos"#), said("app", "todos"));
        assert_eq!(read(r#""app"todos"#), None);
        assert_eq!(read(r#"app."a"b"#), None);
    }
}
