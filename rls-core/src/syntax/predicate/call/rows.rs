//! What do `member(…)`, `parent(…)` and `exists(…)` say of the rows of another table?

use proc_macro2::Ident;

use super::{refuse, string};
use crate::{
    diagnostic::{Code, Diagnostic, Errors},
    lex,
    suggest::nearest,
    syntax::{
        keyword::function,
        predicate::{
            Predicate, Rows, convert,
            rust::{Argument, Node},
        },
        text::{self, Text},
    },
};

/// The arguments of a call: those without a name, and those with one of the few that it has.
pub(super) struct Named<'n> {
    node: &'n Node,
    function: &'n Ident,
    pub(super) bare: Vec<&'n Argument>,
    named: Vec<&'n Argument>,
    /// Whether nothing was at fault with the names.
    pub(super) good: bool,
}

impl Argument {
    /// The same without its name.
    pub(super) fn unnamed(&self) -> Argument {
        Argument { name: None, value: self.value.clone() }
    }
}

impl<'n> Named<'n> {
    pub(super) fn of(
        node: &'n Node,
        function: &'n Ident,
        arguments: &'n [Argument],
        names: &[&str],
        errors: &mut Errors,
    ) -> Self {
        let mut all = Named { node, function, bare: Vec::new(), named: Vec::new(), good: true };
        for argument in arguments {
            let Some(name) = &argument.name else {
                all.bare.push(argument);
                continue;
            };
            let fault = if !names.iter().any(|known| name == known) {
                let help = match nearest(&name.to_string(), names.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`? Write {}", all.usage()),
                    None => format!("write {}", all.usage()),
                };
                Diagnostic::new(Code::UNKNOWN_WORD, format!("`{name}` is no word of `{function}(…)`"))
                    .help(help)
            } else if all.named.iter().any(|other| other.name.as_ref() == Some(name)) {
                Diagnostic::new(Code::DOUBLED_WORD, format!("`{name}` is written twice in `{function}(…)`"))
                    .help("leave one of them")
            } else {
                all.named.push(argument);
                continue;
            };
            all.good = false;
            errors.push(fault.at(name.span()));
        }
        all
    }

    fn usage(&self) -> &'static str {
        function(&self.function.to_string()).map_or("", |function| function.usage)
    }

    pub(super) fn wrong<T>(&self, takes: &str, errors: &mut Errors) -> Option<T> {
        let help = format!("write {}", self.usage());
        refuse(self.node, format!("`{}` takes {takes}", self.function), help, errors)
    }

    pub(super) fn take(&mut self, name: &str) -> Option<&'n Argument> {
        let at = self.named.iter().position(|argument| argument.name.as_ref().is_some_and(|n| n == name))?;
        Some(self.named.remove(at))
    }

    /// `name = "text"`, which it needs.
    fn text(&mut self, name: &str, what: &str, errors: &mut Errors) -> Option<Text> {
        let Some(argument) = self.take(name) else {
            if self.good {
                let message = format!("`{}` does not say {what}", self.function);
                errors.push(
                    Diagnostic::new(Code::MISSING_WORD, message)
                        .help(format!("write {}", self.usage()))
                        .at(self.function.span()),
                );
            }
            return None;
        };
        let text = string(argument);
        if text.is_none() {
            errors.push(
                Diagnostic::new(Code::WRONG_VALUE, format!("`{name}` takes a string"))
                    .help(format!("write {}", self.usage()))
                    .at(argument.value.place()),
            );
        }
        text
    }

    /// `name = "column"`.
    fn column(&mut self, name: &str, what: &str, errors: &mut Errors) -> Option<Text> {
        self.text(name, what, errors).filter(|text| text::check_name(text, "column", errors))
    }
}

/// `member("team_id", of = "memberships", key = "team_id", user = "user_id", when = P)`.
pub(super) fn member(
    node: &Node,
    name: &Ident,
    arguments: &[Argument],
    errors: &mut Errors,
) -> Option<Predicate> {
    let mut named = Named::of(node, name, arguments, &["of", "key", "user", "when"], errors);
    let field = match named.bare.as_slice() {
        [field] => string(field),
        _ => None,
    };
    if field.is_none() {
        named.wrong::<()>("the field first, and words for the rest", errors);
        named.good = false;
    }
    let of = named.text("of", "of which table its members are", errors);
    let key = named.column("key", "which column names what one is a member of", errors);
    let user = named.column("user", "which column names the member", errors);
    let when = named.take("when").map(|argument| convert(&argument.value, errors));
    let of = of.and_then(|of| {
        let (table, columns) = text::reference(&of, errors)?;
        if !columns.is_empty() {
            errors.push(of.fault(Code::WRONG_VALUE, "`of` takes a table alone").help(format!(
                "write of = \"{}\", key = \"{}\"",
                table.name,
                columns.join(", ")
            )));
            return None;
        }
        Some((table, of.place))
    });
    let ((table, table_place), key, user, field) = (of?, key?, user?, field?);
    named.good.then(|| {
        Predicate::Among(Box::new(Rows { field, table, table_place, key: Some(key), user: Some(user), when }))
    })
}

/// `parent("note_id", of = "notes(id)", P)`.
pub(super) fn parent(
    node: &Node,
    name: &Ident,
    arguments: &[Argument],
    errors: &mut Errors,
) -> Option<Predicate> {
    let mut named = Named::of(node, name, arguments, &["of"], errors);
    let (field, when) = match named.bare.as_slice() {
        [field, when] => (string(field), Some(convert(&when.value, errors))),
        _ => (None, None),
    };
    if field.is_none() {
        named.wrong::<()>("the field, the parent's table and what is true of the parent", errors);
        named.good = false;
    }
    let of = named.text("of", "which table the parent is in", errors);
    let of = of.and_then(|of| {
        let (table, mut columns) = text::reference(&of, errors)?;
        if columns.len() > 1 {
            errors.push(
                of.fault(Code::WRONG_VALUE, "a parent is found by one column")
                    .help("name one column; for a key of several write it as SQL: sql(\"…\")"),
            );
            return None;
        }
        let key = columns.pop().map(|value| Text { value, place: of.place.clone() });
        Some((table, of.place, key))
    });
    let ((table, table_place, key), field) = (of?, field?);
    named.good.then(|| Predicate::Among(Box::new(Rows { field, table, table_place, key, user: None, when })))
}

/// A sub-select, from SELECT on, that stays inside its brackets.
pub(super) fn check_select(text: &Text, errors: &mut Errors) -> bool {
    if !text::check_sql(text, errors) {
        return false;
    }
    let tokens = lex::tokens(&text.value).unwrap_or_default();
    let first = tokens.first().map(|token| text.value[token.range.clone()].to_ascii_lowercase());
    let good = matches!(first.as_deref(), Some("select" | "with" | "values" | "table"));
    if !good {
        errors.push(
            text.fault(Code::PREDICATE, "`exists` takes a sub-select")
                .help("write exists(\"SELECT FROM notes WHERE …\"), without brackets around it"),
        );
    }
    good
}
