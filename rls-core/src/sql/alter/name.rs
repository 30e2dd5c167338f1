//! How is a new name written?

use crate::ident::{QName, literal, quote};

/// A table's new name, in its Postgres schema.
pub(crate) fn rename_table(old: &QName, new: &str) -> String {
    format!("ALTER TABLE {} RENAME TO {}", old.quoted(), quote(new))
}

/// A table's new Postgres schema.
pub(crate) fn move_table(table: &QName, schema: &str) -> String {
    format!("ALTER TABLE {} SET SCHEMA {}", table.quoted(), quote(schema))
}

/// An enum's new name, in its Postgres schema.
pub(crate) fn rename_type(old: &QName, new: &str) -> String {
    format!("ALTER TYPE {} RENAME TO {}", old.quoted(), quote(new))
}

/// An enum's new Postgres schema.
pub(crate) fn move_type(name: &QName, schema: &str) -> String {
    format!("ALTER TYPE {} SET SCHEMA {}", name.quoted(), quote(schema))
}

/// A column's new name.
pub(crate) fn rename_column(table: &QName, old: &str, new: &str) -> String {
    format!("ALTER TABLE {} RENAME COLUMN {} TO {}", table.quoted(), quote(old), quote(new))
}

/// An enum's value's new name.
pub(crate) fn rename_value(name: &QName, old: &str, new: &str) -> String {
    format!("ALTER TYPE {} RENAME VALUE {} TO {}", name.quoted(), literal(old), literal(new))
}

/// A constraint's new name; a key's index follows.
pub(crate) fn rename_constraint(table: &QName, old: &str, new: &str) -> String {
    format!("ALTER TABLE {} RENAME CONSTRAINT {} TO {}", table.quoted(), quote(old), quote(new))
}

/// An index's new name.
pub(crate) fn rename_index(old: &QName, new: &str) -> String {
    format!("ALTER INDEX {} RENAME TO {}", old.quoted(), quote(new))
}
