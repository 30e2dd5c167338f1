//! What was written on an enum?

use proc_macro2::Ident;
use syn::{DeriveInput, Fields};

use super::{comment, name_of, plain, rename_rule, shape};
use crate::{
    diagnostic::{Code, Diagnostic, Errors, Place},
    ident::QName,
    syntax::{attr, case, keyword::Site, place, text},
};

/// An enum.
pub(in crate::syntax) struct EnumItem {
    pub(in crate::syntax) ident: Ident,
    pub(in crate::syntax) name: QName,
    /// Each value, its place, what it was called before, and its variant.
    pub(in crate::syntax) values: Vec<(String, Place, Option<String>, String)>,
    pub(in crate::syntax) comment: Option<String>,
    pub(in crate::syntax) renamed_from: Option<QName>,
}

pub(super) fn read(input: &DeriveInput, data: &syn::DataEnum, errors: &mut Errors) -> EnumItem {
    let words = attr::of_attributes(&input.attrs, Site::Enum, errors);
    let rule = rename_rule(&words, errors);
    if data.variants.is_empty() {
        errors.push(
            Diagnostic::new(Code::ENUM_VALUES, "an enum without variants has no values")
                .help("write its values as variants: Draft, Published")
                .at(input.ident.span()),
        );
    }
    let mut values: Vec<(String, Place, Option<String>, String)> = Vec::new();
    for variant in &data.variants {
        let words = attr::of_attributes(&variant.attrs, Site::Variant, errors);
        if !matches!(variant.fields, Fields::Unit) {
            errors.push(
                shape(
                    "a value of a Postgres enum carries no data",
                    "write unit variants, or keep the data in columns",
                )
                .at(place(&variant.fields)),
            );
        }
        let by_rule = |name: &str| {
            case::rename(name, rule.as_deref().unwrap_or("snake_case")).unwrap_or_else(|| name.to_owned())
        };
        let value = name_of(&words, ("rename", "value"), &variant.ident, by_rule, errors);
        let (value, place) = (value.value, value.place);
        if values.iter().any(|(other, ..)| *other == value) {
            errors.push(
                Diagnostic::new(Code::ENUM_VALUES, format!("the value `{value}` is there twice"))
                    .help("rename one of them: #[rls(rename = \"…\")]")
                    .at(place.clone()),
            );
        }
        let old =
            words.get("renamed_from").and_then(|word| text::name(word, "old value", errors)).map(|t| t.value);
        values.push((value, place, old, plain(&variant.ident)));
    }
    let name = name_of(&words, ("type_name", "type"), &input.ident, case::snake, errors).value;
    let schema =
        words.get("schema").and_then(|word| text::name(word, "schema", errors)).map(|text| text.value);
    let comment = comment(&words, &input.attrs, errors);
    let renamed_from = words.get("renamed_from").and_then(|word| text::qualified(word, "old type", errors));
    EnumItem { ident: input.ident.clone(), name: QName { schema, name }, values, comment, renamed_from }
}
