//! The derive of pg-rls: reads the item with `rls_core::syntax`, as every door does, and writes the table or the enum
//! as a value. Use it through the crate `pg-rls`.

mod emit;
mod fallback;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// A struct becomes a table, an enum of unit variants a type. The words of `#[rls(…)]` are in the guide,
/// `docs/language.md`.
///
/// ```text
/// #[derive(Rls)]
/// #[rls(owner = "user_id")]
/// struct Todo {
///     #[rls(primary_key, identity)]
///     id: i64,
///     user_id: String,
///     task: String,
/// }
/// ```
#[proc_macro_derive(Rls, attributes(rls))]
pub fn derive(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    match rls_core::syntax::read(&input) {
        (Some(lowered), errors) if errors.is_empty() => emit::emit(&lowered),
        (lowered, errors) => fallback::fallback(&input, lowered.as_ref(), &errors),
    }
    .into()
}
