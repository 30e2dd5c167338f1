//! What does a live database say?
//!
//! One query, [`QUERY`], asks for everything that is not Postgres's own and not an extension's; the answer is one JSON document,
//! whichever driver carries it. [`Catalog`] is that document, typed: every text in it is as Postgres prints it with an empty
//! search_path. [`Catalog::import`] says it in the words of the model, and lists what the model has no word for.

pub mod align;
mod build;
pub mod compare;
mod document;
mod guess;
mod import;
mod other;
mod scope;
mod stand_in;
mod types;

pub use build::Statement;
pub use document::{
    Acl, Attribute, Catalog, DefaultPrivileges, EnumType, Extension, Identities, IndexKey, KeptConstraint,
    KeptFunction, KeptIndex, KeptObject, KeptPolicy, KeptRole, KeptSequence, Membership, Namespace, Relation,
    RelationKind, Rule, Trigger, UserType,
};
pub use import::Imported;
pub use other::{Other, OtherKind, Place};
pub use scope::{InScope, Scope};

/// The query. It is run after [`BEFORE`], in the same transaction.
pub const QUERY: &str = include_str!("catalog.sql");

/// What comes before the query: one state of the catalogs, names with their schemas, and Postgres's own ways of printing.
pub const BEFORE: &str = "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY;\n\
     SET LOCAL jit = off;\n\
     SET LOCAL search_path = '';\n\
     SET LOCAL quote_all_identifiers = off;\n\
     SET LOCAL IntervalStyle = postgres;\n\
     SET LOCAL DateStyle = ISO;\n\
     SET LOCAL TimeZone = 'UTC';\n\
     SET LOCAL extra_float_digits = 1;\n\
     SET LOCAL bytea_output = hex";

/// What comes after it.
pub const AFTER: &str = "ROLLBACK";

impl Catalog {
    /// The answer to [`QUERY`].
    ///
    /// # Errors
    /// It is not what that query answers.
    pub fn read(text: &str) -> Result<Catalog, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// The relation of this name.
    pub fn relation(&self, schema: &str, name: &str) -> Option<&Relation> {
        let at = self
            .relations
            .binary_search_by(|one| (one.schema.as_str(), one.name.as_str()).cmp(&(schema, name)));
        at.ok().map(|at| &self.relations[at])
    }
}

#[cfg(test)]
mod tests;
