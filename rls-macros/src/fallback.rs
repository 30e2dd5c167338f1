//! What does the derive write when the item is at fault?
//!
//! Every fault, at its place; and impls that let the rest of the program compile, so that the author sees the
//! fault and not its echo.

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::quote;
use rls_core::{
    diagnostic::{Errors, Place},
    syntax::Lowered,
};
use syn::{Data, DeriveInput};

use crate::emit;

pub(crate) fn fallback(input: &DeriveInput, lowered: Option<&Lowered>, errors: &Errors) -> TokenStream {
    let mut tokens: TokenStream = errors
        .iter()
        .map(|diagnostic| match diagnostic.place {
            Place::Tokens(first, last) => compile_error(first, last, &diagnostic.to_string()),
            _ => compile_error(input.ident.span(), input.ident.span(), &diagnostic.to_string()),
        })
        .collect();
    // an impl for a generic type would be a second fault
    if !input.generics.params.is_empty() {
        return tokens;
    }
    // whether the author's own types are enums only the compiler knows: asked here as well, for all faults at once
    if let Some(Lowered::Table { named, constants, .. }) = lowered {
        let paths = named.iter().map(|named| &named.path);
        let constants = emit::constants(constants, named);
        tokens.extend(quote! {
            const _: () = {
                #constants
                #(let _ = <#paths as ::pg_rls::__private::PgEnum>::definition;)*
            };
        });
    }
    let ident = &input.ident;
    tokens.extend(match &input.data {
        Data::Enum(_) => quote! {
            #[automatically_derived]
            impl ::pg_rls::__private::Rls for #ident {
                fn declare(_: &mut ::pg_rls::__private::Schema) {}
            }
            #[automatically_derived]
            impl ::pg_rls::__private::PgEnum for #ident {
                const VALUES: &'static [&'static str] = &[];
                fn definition() -> ::pg_rls::__private::Enum {
                    ::pg_rls::__private::Enum::new(::pg_rls::__private::QName::new(""))
                }
            }
        },
        _ => quote! {
            #[automatically_derived]
            impl ::pg_rls::__private::Rls for #ident {
                fn declare(_: &mut ::pg_rls::__private::Schema) {}
            }
            #[automatically_derived]
            #[allow(dead_code)]
            impl #ident {
                #[doc(hidden)]
                pub const TABLE: &'static str = "";
                #[doc(hidden)]
                pub fn table() -> ::pg_rls::__private::Table {
                    ::pg_rls::__private::Table::new(::pg_rls::__private::QName::new(""))
                }
            }
        },
    });
    tokens
}

/// `::core::compile_error! { "…" }`, spanned so that rustc underlines from the first token to the last.
fn compile_error(first: Span, last: Span, message: &str) -> TokenStream {
    let punct = |c, spacing| {
        let mut punct = Punct::new(c, spacing);
        punct.set_span(first);
        TokenTree::Punct(punct)
    };
    let ident = |name| TokenTree::Ident(Ident::new(name, first));
    let mut message = Literal::string(message);
    message.set_span(last);
    let mut body = Group::new(Delimiter::Brace, TokenTree::Literal(message).into());
    body.set_span(last);
    [
        punct(':', Spacing::Joint),
        punct(':', Spacing::Alone),
        ident("core"),
        punct(':', Spacing::Joint),
        punct(':', Spacing::Alone),
        ident("compile_error"),
        punct('!', Spacing::Alone),
        TokenTree::Group(body),
    ]
    .into_iter()
    .collect()
}
