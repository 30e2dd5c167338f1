//! How is a change of a column written?

use crate::{
    ident::quote,
    provider::Provider,
    schema::{Column, Default, Identity},
    sql::table,
};

/// A column that comes, without the constraints that a table would give it.
pub(crate) fn add_column(column: &Column, provider: &Provider) -> String {
    format!("ADD COLUMN {}", table::column(None, column, provider))
}

/// A column that goes.
pub(crate) fn drop_column(name: &str) -> String {
    format!("DROP COLUMN {}", quote(name))
}

/// A column's new type and collation, and how each value becomes one of it, if not by itself.
pub(crate) fn set_type(column: &Column, using: Option<&str>) -> String {
    let mut sql = format!("ALTER COLUMN {} TYPE {}", quote(&column.name), type_name(&column.ty));
    if let Some(collation) = &column.collate {
        sql.push_str(&format!(" COLLATE {}", collation.quoted()));
    }
    if let Some(using) = using {
        sql.push_str(&format!(" USING {using}"));
    }
    sql
}

/// A type's name.
pub(crate) use table::type_name;

/// What fills a column from now on.
pub(crate) fn set_default(column: &Column, default: &Default, provider: &Provider) -> String {
    format!("ALTER COLUMN {} SET DEFAULT {}", quote(&column.name), table::default(column, default, provider))
}

/// Nothing fills it any more.
pub(crate) fn drop_default(name: &str) -> String {
    format!("ALTER COLUMN {} DROP DEFAULT", quote(name))
}

/// Never NULL.
pub(crate) fn set_not_null(name: &str) -> String {
    format!("ALTER COLUMN {} SET NOT NULL", quote(name))
}

/// NULL is allowed.
pub(crate) fn drop_not_null(name: &str) -> String {
    format!("ALTER COLUMN {} DROP NOT NULL", quote(name))
}

/// A sequence fills it from now on.
pub(crate) fn add_identity(name: &str, identity: Identity) -> String {
    format!("ALTER COLUMN {} ADD GENERATED {} AS IDENTITY", quote(name), table::identity_word(identity))
}

/// Whether an INSERT may give its own value.
pub(crate) fn set_identity(name: &str, identity: Identity) -> String {
    format!("ALTER COLUMN {} SET GENERATED {}", quote(name), table::identity_word(identity))
}

/// No sequence fills it any more.
pub(crate) fn drop_identity(name: &str) -> String {
    format!("ALTER COLUMN {} DROP IDENTITY", quote(name))
}

/// It keeps its values and is computed no more.
pub(crate) fn drop_expression(name: &str) -> String {
    format!("ALTER COLUMN {} DROP EXPRESSION", quote(name))
}
