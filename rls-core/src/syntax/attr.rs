//! How does `#[rls(…)]` fall into words?
//!
//! A list is cut at its commas; each part is a word, with `= value` or `(list)` or nothing behind it, or a bare
//! value such as `"user_id"`. A part that cannot be read is reported and left out; the others still count.

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, Meta};

use super::{
    keyword::{self, Keyword, Site},
    place,
};
use crate::diagnostic::{Code, Diagnostic, Errors, Place};

/// A word of the language as it was written.
#[derive(Clone)]
pub(super) struct Word {
    pub(super) keyword: &'static Keyword,
    pub(super) span: Span,
    pub(super) value: Value,
}

/// What stands behind a word.
#[derive(Clone)]
pub(super) enum Value {
    /// Nothing: `force`.
    Nothing,
    /// `= tokens`. Never empty.
    Equals(TokenStream),
    /// `(tokens)`.
    List(TokenStream),
}

/// The parts of a list.
#[derive(Default)]
pub(super) struct Words {
    pub(super) words: Vec<Word>,
    /// Values without a word.
    pub(super) bare: Vec<TokenStream>,
    /// Whether something was left out, so that what is missing may not be the author's fault.
    pub(super) broken: bool,
}

impl Words {
    /// The first of this word.
    pub(super) fn get(&self, word: &str) -> Option<&Word> {
        self.words.iter().find(|found| found.keyword.word == word)
    }

    /// Each of this word.
    pub(super) fn all<'w>(&'w self, word: &'w str) -> impl Iterator<Item = &'w Word> {
        self.words.iter().filter(move |found| found.keyword.word == word)
    }

    /// Refuses values without a word, in a place that takes words only.
    pub(super) fn only(&mut self, site: Site, errors: &mut Errors) {
        for bare in std::mem::take(&mut self.bare) {
            self.broken = true;
            errors.push(stray(bare.clone(), site).at(place(&bare)));
        }
    }
}

/// What is neither a word with its value nor, in this place, a value.
fn stray(tokens: TokenStream, site: Site) -> Diagnostic {
    if let Some(TokenTree::Ident(ident)) = tokens.into_iter().next()
        && let Some(keyword) = keyword::find(site, &ident.to_string())
    {
        return Diagnostic::new(Code::WRONG_VALUE, format!("`{ident}` cannot be written like this"))
            .help(format!("write {}, and a comma before the next word", keyword.usage));
    }
    Diagnostic::new(Code::UNKNOWN_WORD, "a value stands here without a word that says what it is for")
        .help(format!("{} takes: {}", site.describe(), keyword::list(site)))
}

/// The words of every `#[rls(…)]` among the attributes.
pub(super) fn of_attributes(attributes: &[Attribute], site: Site, errors: &mut Errors) -> Words {
    let mut words = Words::default();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("rls")) {
        match &attribute.meta {
            Meta::List(list) if matches!(list.delimiter, syn::MacroDelimiter::Paren(_)) => {
                read(list.tokens.clone(), site, &mut words, errors);
            }
            other => {
                words.broken = true;
                errors.push(
                    Diagnostic::new(Code::WRONG_VALUE, "`rls` takes its words in brackets")
                        .help(format!(
                            "#[rls({})]",
                            if site == Site::Struct { "owner = \"user_id\"" } else { "…" }
                        ))
                        .at(place(other)),
                );
            }
        }
    }
    words.only(site, errors);
    words
}

/// The words of one list.
pub(super) fn of_list(tokens: TokenStream, site: Site, errors: &mut Errors) -> Words {
    let mut words = Words::default();
    read(tokens, site, &mut words, errors);
    words
}

fn read(tokens: TokenStream, site: Site, words: &mut Words, errors: &mut Errors) {
    for part in split(tokens) {
        match part {
            Part::Empty(comma) => {
                words.broken = true;
                errors.push(
                    Diagnostic::new(Code::WRONG_VALUE, "nothing stands before this comma")
                        .help("leave the comma out")
                        .at(comma),
                );
            }
            Part::Tokens(trees) => match word(&trees) {
                Some((ident, value)) => enter(&ident, value, site, words, errors),
                None => words.bare.push(trees.into_iter().collect()),
            },
        }
    }
}

enum Part {
    Empty(Span),
    Tokens(Vec<TokenTree>),
}

/// The parts between commas. What a macro_rules! variable brought in its invisible brackets is taken out of them where
/// it is the whole of something; among other tokens they bind, as brackets do.
fn split(tokens: TokenStream) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut part = Vec::new();
    for tree in tokens.into_iter().map(single) {
        match tree {
            TokenTree::Punct(punct) if punct.as_char() == ',' => {
                if part.is_empty() {
                    parts.push(Part::Empty(punct.span()));
                } else {
                    parts.extend(whole(std::mem::take(&mut part)));
                }
            }
            other => part.push(other),
        }
    }
    if !part.is_empty() {
        parts.extend(whole(part));
    }
    parts
}

/// A part; one that a variable brought may be several.
fn whole(part: Vec<TokenTree>) -> Vec<Part> {
    match invisible(&part) {
        Some(inner) => split(inner),
        None => vec![Part::Tokens(part)],
    }
}

/// What is in the invisible brackets that these tokens are.
fn invisible(trees: &[TokenTree]) -> Option<TokenStream> {
    match trees {
        [TokenTree::Group(group)] if group.delimiter() == Delimiter::None => Some(group.stream()),
        _ => None,
    }
}

/// The tree that stands alone in invisible brackets.
fn single(tree: TokenTree) -> TokenTree {
    match &tree {
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
            let mut trees = flat(group.stream());
            match (trees.pop(), trees.is_empty()) {
                (Some(alone), true) => alone,
                _ => tree,
            }
        }
        _ => tree,
    }
}

/// Tokens without any invisible brackets.
pub(super) fn flat(tokens: TokenStream) -> Vec<TokenTree> {
    let mut flat_trees = Vec::new();
    for tree in tokens {
        match tree {
            TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
                flat_trees.extend(flat(group.stream()));
            }
            other => flat_trees.push(other),
        }
    }
    flat_trees
}

/// `word`, `word = …` or `word(…)`; a name before anything else (`a || b`, `a == b`) is a value.
fn word(trees: &[TokenTree]) -> Option<(Ident, Value)> {
    let TokenTree::Ident(ident) = trees.first()? else { return None };
    let value = match &trees[1..] {
        [] => Value::Nothing,
        [TokenTree::Group(group)] if group.delimiter() == Delimiter::Parenthesis => {
            Value::List(group.stream())
        }
        [TokenTree::Punct(equals), value @ ..] if equals.as_char() == '=' => {
            if matches!(value.first(), Some(TokenTree::Punct(next)) if matches!(next.as_char(), '=' | '>')) {
                return None;
            }
            Value::Equals(match invisible(value) {
                Some(inner) => inner,
                None => value.iter().cloned().collect(),
            })
        }
        _ => return None,
    };
    Some((ident.clone(), value))
}

fn enter(ident: &Ident, value: Value, site: Site, words: &mut Words, errors: &mut Errors) {
    let (name, span) = (ident.to_string(), ident.span());
    let name = name.trim_start_matches("r#");
    let Some(keyword) = keyword::find(site, name) else {
        if matches!(value, Value::Nothing) && site.takes_names() && keyword::meant(site, name).is_none() {
            // a field or a privilege without its quotes: a value, and refused as one
            words.bare.push(TokenTree::Ident(ident.clone()).into());
            return;
        }
        words.broken = true;
        errors.push(unknown(name, site).at(span));
        return;
    };
    if let Value::Equals(tokens) = &value
        && tokens.is_empty()
    {
        words.broken = true;
        errors.push(
            Diagnostic::new(Code::WRONG_VALUE, format!("`{name} =` lacks its value"))
                .help(format!("write {}", keyword.usage))
                .at(span),
        );
        return;
    }
    if !keyword.repeats && words.get(name).is_some() {
        errors.push(
            Diagnostic::new(
                Code::DOUBLED_WORD,
                format!("`{name}` is written twice {} {}", site.preposition(), site.describe()),
            )
            .help("leave one of them")
            .at(span),
        );
        return;
    }
    words.words.push(Word { keyword, span, value });
}

fn unknown(name: &str, site: Site) -> Diagnostic {
    let here = site.describe();
    if site == Site::Columns {
        return Diagnostic::new(Code::MISPLACED_WORD, format!("`{name}` says nothing in {here}"))
            .help(format!("{here} takes: {}", keyword::list(site)));
    }
    if let Some(meant) = keyword::meant(site, name) {
        return Diagnostic::new(Code::UNKNOWN_WORD, format!("`{name}` is no word of {here}"))
            .help(format!("did you mean `{}`? Write {}", meant.word, meant.usage));
    }
    if let Some(other) = keyword::elsewhere(name) {
        return Diagnostic::new(
            Code::MISPLACED_WORD,
            format!("`{name}` is a word of {}, not of {here}", other.site.describe()),
        )
        .help(format!("{here} takes: {}", keyword::list(site)));
    }
    Diagnostic::new(Code::UNKNOWN_WORD, format!("`{name}` is no word of {here}"))
        .help(format!("{here} takes: {}", keyword::list(site)))
}

impl Word {
    /// The fault of a value that the word does not take.
    pub(super) fn wrong(&self, takes: &str) -> Diagnostic {
        let word = self.keyword.word;
        let diagnostic = Diagnostic::new(Code::WRONG_VALUE, format!("`{word}` takes {takes}"))
            .help(format!("write {}", self.keyword.usage));
        diagnostic.at(self.value_place())
    }

    /// The place of its value, or its own if it has none.
    pub(super) fn value_place(&self) -> Place {
        match &self.value {
            Value::Equals(tokens) | Value::List(tokens) if !tokens.is_empty() => place(tokens),
            _ => self.span.into(),
        }
    }

    /// Whether it stands alone, as a flag has to.
    pub(super) fn flag(&self, errors: &mut Errors) -> bool {
        let alone = matches!(self.value, Value::Nothing);
        if !alone {
            errors.push(self.wrong("no value: it stands alone"));
        }
        alone
    }

    /// `= true` or `= false`.
    pub(super) fn boolean(&self, errors: &mut Errors) -> Option<bool> {
        if let Value::Equals(tokens) = &self.value {
            match tokens.to_string().as_str() {
                "true" => return Some(true),
                "false" => return Some(false),
                _ => {}
            }
        }
        errors.push(self.wrong("`true` or `false`"));
        None
    }

    /// What was chosen, in lower case, of the few texts that it takes: nothing for the word alone.
    pub(super) fn choice(&self) -> Option<String> {
        match &self.value {
            Value::Nothing => Some(String::new()),
            Value::Equals(tokens) => super::text::literal(tokens).map(|text| text.value.to_ascii_lowercase()),
            Value::List(_) => None,
        }
    }

    /// Whether it is `= none`.
    pub(super) fn is_none(&self) -> bool {
        matches!(&self.value, Value::Equals(tokens) if tokens.to_token_stream().to_string() == "none")
    }
}
