//! Which lints does the author allow?

use proc_macro2::{TokenStream, TokenTree};

use super::list_of;
use crate::{
    diagnostic::{Code, Diagnostic, Errors},
    lint::{self, CODES},
    schema::{Allow, Table},
    suggest::nearest,
    syntax::{
        attr::{self, Word, flat},
        item::TableItem,
        keyword::Site,
        place, text,
    },
};

/// Each `allow(RLS007, RLS009, reason = "…")`.
pub(super) fn lower(item: &TableItem, table: &mut Table, errors: &mut Errors) {
    for word in item.words.all("allow") {
        allow(word, table, errors);
    }
}

fn allow(word: &Word, table: &mut Table, errors: &mut Errors) {
    let Some(tokens) = list_of(word, errors) else { return };
    let list = attr::of_list(tokens, Site::Allow, errors);
    if list.bare.is_empty() && !list.broken {
        errors.push(word.wrong("at least one code"));
    }
    let codes: Vec<&str> = list.bare.iter().filter_map(|tokens| code(tokens, errors)).collect();
    let reason = match list.get("reason") {
        Some(reason) => text::string(reason, errors).filter(|text| {
            let said = !text.value.trim().is_empty();
            if !said {
                errors.push(
                    text.fault(Code::WRONG_VALUE, "this reason is empty")
                        .help("say why it may stay as it is: whoever reads it next will ask"),
                );
            }
            said
        }),
        None => {
            if !list.broken {
                errors.push(
                    Diagnostic::new(Code::MISSING_WORD, "this `allow` does not say why")
                        .help(format!("write {}", word.keyword.usage))
                        .at(word.span),
                );
            }
            None
        }
    };
    let Some(reason) = reason else { return };
    for code in codes {
        table.allows.push(Allow { code: code.to_owned(), reason: reason.value.clone() });
    }
}

/// A code without quotes, of a lint that there is.
fn code(tokens: &TokenStream, errors: &mut Errors) -> Option<&'static str> {
    let trees = flat(tokens.clone());
    let name = match trees.as_slice() {
        [TokenTree::Ident(ident)] => ident.to_string(),
        _ => {
            errors.push(
                Diagnostic::new(Code::WRONG_VALUE, "a code stands without quotes")
                    .help("write allow(RLS007, reason = \"…\")")
                    .at(place(tokens)),
            );
            return None;
        }
    };
    if let Some((code, _)) = CODES.iter().find(|(code, _)| *code == name) {
        return Some(code);
    }
    let fault = Diagnostic::new(Code::UNKNOWN_WORD, format!("`{name}` is no lint"));
    let fault = if Code::ALL.iter().any(|code| code.0 == name) {
        fault.help("it is an error, and errors are mended: `cargo rls explain` says how")
    } else {
        match nearest(&name, CODES.iter().map(|(code, _)| *code)) {
            Some(near) => {
                let title = lint::title(near).unwrap_or_default();
                fault.help(format!("the nearest is {near}: {}", title.to_lowercase()))
            }
            None => fault.help("write a code as `cargo rls lint` shows it, such as RLS001"),
        }
    };
    errors.push(fault.at(place(tokens)));
    None
}
