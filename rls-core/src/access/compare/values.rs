//! Are a column's values the same as before, for what is asked of them?
//!
//! A number is equal to the same numbers whether it is an integer or a bigint, and a text to the same texts whether it is
//! an enum's value or not. Whoever compares in another way, by SQL say, asks for the same type.

use crate::{
    ident::QName,
    resolve::Resolved,
    schema::{Column, Type},
};

/// What is asked of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// Only that it is there: a privilege on it, say.
    Name,
    /// Which values it is equal to.
    Equality,
    /// Which values are more, and which are less.
    Order,
    /// Anything.
    Any,
}

/// Types whose values are equal, or in order, where the same is true in any other type of the kind.
#[derive(PartialEq, Eq)]
enum Kind {
    Number,
    Text,
}

/// Whether an old column's values are to the new one what they were to the old one.
pub(super) fn alike((old, was): (&Resolved, &Column), (new, is): (&Resolved, &Column), usage: Use) -> bool {
    let same = was.collate == is.collate && same_type((old, &was.ty), (new, &is.ty));
    let kinds = || Some((kind(&was.ty)?, kind(&is.ty)?));
    let known = || bytewise(was.collate.as_ref()) && bytewise(is.collate.as_ref());
    match usage {
        Use::Name => true,
        Use::Any => same,
        Use::Order => same || kinds().is_some_and(|(was, is)| was == Kind::Number && is == Kind::Number),
        Use::Equality => same || known() && kinds().is_some_and(|(was, is)| was == is),
    }
}

fn same_type((old, was): (&Resolved, &Type), (new, is): (&Resolved, &Type)) -> bool {
    match (was, is) {
        (Type::Enum(a), Type::Enum(b)) => {
            let values = |resolved: &Resolved, name| {
                let one = resolved.schema.find_enum(name)?;
                Some(one.values.iter().map(|value| value.name.clone()).collect::<Vec<_>>())
            };
            a.key() == b.key() && values(old, a) == values(new, b)
        }
        _ => was == is,
    }
}

fn kind(ty: &Type) -> Option<Kind> {
    match ty {
        Type::SmallInt | Type::Integer | Type::BigInt | Type::Numeric => Some(Kind::Number),
        Type::Text | Type::Enum(_) => Some(Kind::Text),
        Type::Other(sql) => {
            let name = sql.split('(').next().unwrap_or_default().trim().to_ascii_lowercase();
            matches!(name.as_str(), "varchar" | "character varying").then_some(Kind::Text)
        }
        _ => None,
    }
}

/// Whether two texts are equal only if their bytes are. A collation of one's own may see no difference between others.
fn bytewise(collation: Option<&QName>) -> bool {
    collation.is_none_or(|name| {
        let own = name.schema.as_deref().is_some_and(|schema| schema != "pg_catalog");
        !own && (matches!(&*name.name, "default" | "C" | "POSIX" | "ucs_basic" | "unicode" | "pg_c_utf8")
            || name.name.ends_with("-x-icu"))
    })
}
