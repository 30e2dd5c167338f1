//! Which Rust expression do some tokens make?
//!
//! The little of Rust that predicates are written in, read alike by both doors: syn's own reader of expressions
//! depends on its features, which the derive and the scanner have different ones of. What is not of that little is
//! kept as a fault with its place, so that what stands beside it is still read. Only brackets and signs nest.

mod reader;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use syn::Lit;

use reader::Reader;

use super::{super::place, TAKES};
use crate::diagnostic::{Code, Diagnostic, Errors, Place};

/// An expression and its first and last token.
#[derive(Clone)]
pub(super) struct Node {
    pub(super) kind: Kind,
    first: Span,
    last: Span,
}

#[derive(Clone)]
pub(super) enum Kind {
    /// `a`, `Status::Published`.
    Path(Vec<Ident>),
    Literal(Lit),
    Not(Box<Node>),
    Minus(Box<Node>),
    And(Vec<Node>),
    Or(Vec<Node>),
    /// An operator that is neither of those.
    Binary(Box<Node>, &'static str, Box<Node>),
    Call(Ident, Vec<Argument>),
    Method(Box<Node>, Ident, Vec<Argument>),
    Array(Vec<Node>),
    /// What is no part of a predicate: what it is, and what to write.
    Wrong(String, String),
}

/// What stands between the brackets of a call.
#[derive(Clone)]
pub(super) struct Argument {
    /// `when = …`.
    pub(super) name: Option<Ident>,
    pub(super) value: Node,
}

impl Node {
    pub(super) fn place(&self) -> Place {
        Place::Tokens(self.first, self.last)
    }
}

/// Brackets and signs within each other; people write a handful.
const MOST_DEPTH: usize = 64;
/// Tokens of one predicate.
const MOST_TOKENS: usize = 4_000;

/// The expression that these tokens are; what is none is among the errors.
pub(super) fn read(tokens: &TokenStream, errors: &mut Errors) -> Option<Node> {
    if let Some(fault) = too_much(tokens) {
        errors.push(fault.at(place(tokens)));
        return None;
    }
    let trees: Vec<TokenTree> = tokens.clone().into_iter().collect();
    Reader::new(&trees, place(tokens), errors).whole()
}

/// The fault of a predicate that later stages could not go down into.
pub(super) fn too_deep() -> Diagnostic {
    Diagnostic::new(Code::PREDICATE, "this predicate is nested too deeply")
        .help("write it flatter, or put part of it into an SQL function")
}

/// Counted before anything is read by recursion.
fn too_much(tokens: &TokenStream) -> Option<Diagnostic> {
    let mut waiting = vec![(tokens.clone(), 0)];
    let mut count = 0;
    while let Some((stream, depth)) = waiting.pop() {
        if depth > MOST_DEPTH {
            return Some(too_deep());
        }
        let mut signs = 0;
        for tree in stream {
            count += 1;
            if count > MOST_TOKENS {
                let fault = Diagnostic::new(Code::PREDICATE, "this predicate is too long");
                return Some(fault.help("write it shorter, or put part of it into an SQL function"));
            }
            signs = match &tree {
                TokenTree::Punct(punct) if matches!(punct.as_char(), '!' | '-' | '&' | '*') => signs + 1,
                _ => 0,
            };
            if depth + signs > MOST_DEPTH {
                return Some(too_deep());
            }
            if let TokenTree::Group(group) = tree {
                waiting.push((group.stream(), depth + signs + 1));
            }
        }
    }
    None
}
