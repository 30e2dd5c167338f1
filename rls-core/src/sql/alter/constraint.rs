//! How is a change of a constraint or of an index written?

use crate::{
    ident::{QName, literal, quote},
    schema::{Constraint, Deferrable, Index, Table},
    sql::{index, table},
};

/// What a constraint says, without its name.
pub(crate) fn constraint_body(constraint: &Constraint) -> String {
    table::body(constraint)
}

/// What an index is, without its name.
pub(crate) fn index_body(table: &Table, of: &Index) -> String {
    index::create(table, &Index { name: String::new(), ..of.clone() })
}

/// A constraint that comes.
pub(crate) fn add_constraint(constraint: &Constraint) -> String {
    format!("ADD {}", table::constraint(constraint))
}

/// One that rows which are there are not held against yet.
pub(crate) fn add_constraint_not_valid(constraint: &Constraint) -> String {
    format!("{} NOT VALID", add_constraint(constraint))
}

/// UNIQUE by an index of its name that is there.
pub(crate) fn add_unique_using_index(name: &str) -> String {
    let name = quote(name);
    format!("ADD CONSTRAINT {name} UNIQUE USING INDEX {name}")
}

/// A constraint that goes.
pub(crate) fn drop_constraint(name: &str) -> String {
    format!("DROP CONSTRAINT {}", quote(name))
}

/// Rows that are there are held against a constraint.
pub(crate) fn validate_constraint(name: &str) -> String {
    format!("VALIDATE CONSTRAINT {}", quote(name))
}

/// The same, with a warning and nothing else where they break it.
pub(crate) fn try_to_validate(of: &QName, name: &str) -> String {
    let body = format!(
        "BEGIN\n    ALTER TABLE {} {};\n\
         EXCEPTION WHEN integrity_constraint_violation THEN\n    \
         RAISE WARNING '%; it stays NOT VALID', SQLERRM;\n\
         END",
        of.quoted(),
        validate_constraint(name)
    );
    format!("DO {}", literal(&body))
}

/// When a foreign key is looked at.
pub(crate) fn alter_constraint(name: &str, deferrable: Option<Deferrable>) -> String {
    format!("ALTER CONSTRAINT {} {}", quote(name), table::deferrable_words(deferrable))
}

/// `DROP INDEX`.
pub(crate) fn drop_index(name: &QName) -> String {
    format!("DROP INDEX {}", name.quoted())
}

/// `DROP INDEX CONCURRENTLY`, alone and in no transaction.
pub(crate) fn drop_index_concurrently(name: &QName) -> String {
    format!("DROP INDEX CONCURRENTLY {}", name.quoted())
}
