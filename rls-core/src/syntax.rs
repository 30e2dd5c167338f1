//! What did the author write?
//!
//! Tokens → attribute words → items → tables and enums. The derive, the build script and the command line all come
//! through here, so that they cannot differ. Faults are gathered on their tokens; what could not be read is left
//! out, and what it would have caused is not reported a second time.

mod attr;
pub(crate) mod case;
mod item;
mod keyword;
mod lower;
mod predicate;
#[cfg(feature = "scan")]
pub mod scan;
mod text;
mod types;

use syn::DeriveInput;

pub use lower::{EnumConstant, Lowered, NamedType};

use crate::diagnostic::{Errors, Place};

/// What a `#[derive(Rls)]` stands on, read and understood, and every fault of it, each at its tokens. With a fault, what
/// could be understood all the same is good for nothing but finding more of them.
pub fn read(input: &DeriveInput) -> (Option<Lowered>, Errors) {
    let mut errors = Errors::new();
    let item = item::read(input, &mut errors);
    let lowered = item.map(|item| lower::lower(&item, &mut errors));
    // the parameters of a generic item are no types that anybody could declare
    (lowered.filter(|_| input.generics.params.is_empty()), errors)
}

/// Tokens as people write them. Printing is the compiler's own affair, and two compilers do it in two ways.
pub(crate) fn written(tokens: &proc_macro2::TokenStream) -> String {
    use proc_macro2::{Delimiter, TokenTree};
    let mut text = String::new();
    let mut after_quote = false;
    for tree in tokens.clone() {
        let worded = |c: char| c.is_alphanumeric() || c == '_';
        let piece = match &tree {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => ("{ ", " }"),
                    Delimiter::None => ("", ""),
                };
                format!("{open}{}{close}", written(&group.stream()))
            }
            other => other.to_string(),
        };
        let apart = match piece.chars().next() {
            Some(c) if worded(c) || c == '\'' => text.ends_with(worded) && !after_quote,
            Some('-' | '=' | '+' | '&' | '|') => text.ends_with(worded) || text.ends_with([')', ']', '>']),
            _ => false,
        };
        if apart
            || text.ends_with([',', ';'])
            || text.ends_with("->")
            || text.ends_with([')', ']', '+']) && piece.starts_with(worded)
        {
            text.push(' ');
        }
        after_quote = piece == "'";
        text.push_str(&piece);
    }
    text
}

/// The place of some tokens.
pub(crate) fn place<T: quote::ToTokens + ?Sized>(tokens: &T) -> Place {
    let mut spans = tokens.to_token_stream().into_iter().map(|tree| tree.span());
    match spans.next() {
        Some(first) => Place::Tokens(first, spans.last().unwrap_or(first)),
        None => Place::Nowhere,
    }
}

impl From<proc_macro2::Span> for Place {
    fn from(span: proc_macro2::Span) -> Self {
        Place::Tokens(span, span)
    }
}
