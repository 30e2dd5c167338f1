//! On what in a database is something found?

use std::fmt;

use crate::{
    catalog::{KeptFunction, Relation, RelationKind},
    ident::quote,
};

/// What kind of thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "each is the thing of its name")]
pub enum ObjectKind {
    Table,
    Column,
    Policy,
    View,
    MaterializedView,
    ForeignTable,
    Sequence,
    Function,
    Role,
    DefaultPrivileges,
}

impl fmt::Display for ObjectKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ObjectKind::Table => "table",
            ObjectKind::Column => "column",
            ObjectKind::Policy => "policy",
            ObjectKind::View => "view",
            ObjectKind::MaterializedView => "materialized view",
            ObjectKind::ForeignTable => "foreign table",
            ObjectKind::Sequence => "sequence",
            ObjectKind::Function => "function",
            ObjectKind::Role => "role",
            ObjectKind::DefaultPrivileges => "default privileges",
        })
    }
}

/// A thing of a database, as people say it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Object {
    /// The table that it hangs on, with its schema: of a policy or a column. Otherwise itself.
    pub on: String,
    /// What it is.
    pub kind: ObjectKind,
    /// Its own name: with its schema, but for a policy, a column and a role.
    pub name: String,
}

impl fmt::Display for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Object { on, kind, name } = self;
        match kind {
            ObjectKind::Policy => write!(f, "policy {} on {on}", quote(name)),
            ObjectKind::Column => write!(f, "column {on}.{}", plain(name)),
            _ => write!(f, "{kind} {name}"),
        }
    }
}

impl Object {
    /// A thing that hangs on no other.
    pub(super) fn new(kind: ObjectKind, name: impl Into<String>) -> Object {
        let name = name.into();
        Object { on: name.clone(), kind, name }
    }

    /// A relation.
    pub(super) fn relation(relation: &Relation) -> Object {
        let kind = match relation.kind {
            RelationKind::Table | RelationKind::Partitioned => ObjectKind::Table,
            RelationKind::View => ObjectKind::View,
            RelationKind::MaterializedView => ObjectKind::MaterializedView,
            RelationKind::Foreign => ObjectKind::ForeignTable,
            RelationKind::Sequence => ObjectKind::Sequence,
        };
        Object::new(kind, qualified(&relation.schema, &relation.name))
    }

    /// Something that hangs on a table.
    pub(super) fn on(kind: ObjectKind, (schema, table): (&str, &str), name: &str) -> Object {
        Object { on: qualified(schema, table), kind, name: name.to_owned() }
    }

    /// A function.
    pub(super) fn function(function: &KeptFunction) -> Object {
        let name = format!("{}({})", qualified(&function.schema, &function.name), function.arguments);
        Object::new(ObjectKind::Function, name)
    }

    /// Whether somebody who writes this means it: as it is shown, or its name, or what it hangs on.
    pub fn is_called(&self, text: &str) -> bool {
        let text = text.trim();
        text == self.to_string()
            || text == self.on
            || (self.name == text && self.kind != ObjectKind::Column && self.kind != ObjectKind::Policy)
    }
}

/// `public.todos`, in quotes where Postgres asks for them.
pub(super) fn qualified(schema: &str, name: &str) -> String {
    format!("{}.{}", plain(schema), plain(name))
}

/// A name, in quotes where it is not plain.
pub(super) fn plain(name: &str) -> String {
    let letter = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
    let plain = name.bytes().all(|byte| letter(byte) || byte.is_ascii_digit())
        && name.bytes().next().is_some_and(letter);
    if plain { name.to_owned() } else { quote(name) }
}
