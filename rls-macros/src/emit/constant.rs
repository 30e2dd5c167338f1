//! How does the compiler find out whether an enum has the values that predicates name?
//!
//! The derive sees the struct alone. A variant is named once more, so that the compiler looks it up; a text is held
//! against the enum's values while the program compiles.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use rls_core::{
    diagnostic::Place,
    expr::Literal,
    syntax::{EnumConstant, NamedType},
};

pub(crate) fn constants(constants: &[EnumConstant], named: &[NamedType]) -> TokenStream {
    let mut tokens = TokenStream::new();
    for EnumConstant { column, literal, path, place } in constants {
        let of = named.iter().find(|named| *column == Some(named.column)).map(|named| &named.path);
        tokens.extend(match (literal, of) {
            (Literal::Variant(_), _) => quote!(let _ = #(#path)::*;),
            (Literal::Text(text), Some(of)) => {
                let span = match place {
                    Place::Tokens(first, _) => *first,
                    _ => Span::call_site(),
                };
                quote_spanned! {span=>
                    const _: () = ::pg_rls::__private::has_value(
                        <#of as ::pg_rls::__private::PgEnum>::VALUES,
                        #text,
                    );
                }
            }
            _ => continue,
        });
    }
    tokens
}
