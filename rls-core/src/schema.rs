//! What does the model mean?
//!
//! No spans, no Rust, no provider: tables, enums and roles, as Postgres will have them. Two stages share the
//! types: as declared, where a policy may be for [`Role::SignedIn`] and a name may be left to the rule; and
//! [resolved](crate::resolve::Resolved), where nothing is left open.

mod allow;
mod column;
#[cfg(feature = "resolve")]
mod facts;
mod function;
mod grant;
mod index;
mod policy;
mod table;
mod values;

use std::collections::{BTreeMap, BTreeSet};

pub use allow::Allow;
pub use column::{CallerId, Column, Default, Identity, Type};
#[cfg(feature = "resolve")]
pub use facts::TableFacts;
pub use function::Function;
pub use grant::{Grant, Privilege, Role, RoleDef};
pub use index::{Index, Key, KeyItem, Nulls, Order};
#[cfg(any(feature = "resolve", feature = "syntax"))]
pub(crate) use policy::crud_name;
pub use policy::{Command, Policy, PolicyName};
pub use table::{Action, Constraint, Deferrable, ForeignKey, Table};
pub use values::{Words, no_such_value};

use crate::ident::QName;

/// A `CREATE TYPE … AS ENUM`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "document", derive(serde::Serialize, serde::Deserialize))]
pub struct Enum {
    /// The type's name.
    pub name: QName,
    /// Its values, in their order.
    pub values: Vec<EnumValue>,
    /// `COMMENT ON TYPE`.
    #[cfg_attr(feature = "document", serde(skip_serializing_if = "Option::is_none", default))]
    pub comment: Option<String>,
    /// What it was called before.
    #[cfg_attr(feature = "document", serde(skip_serializing_if = "Option::is_none", default))]
    pub renamed_from: Option<QName>,
}

/// One value of an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "document", derive(serde::Serialize, serde::Deserialize))]
pub struct EnumValue {
    /// The value.
    pub name: String,
    /// The Rust variant that it was made of, for predicates that name it so.
    #[cfg_attr(feature = "document", serde(skip))]
    pub variant: Option<String>,
    /// What it was called before.
    #[cfg_attr(feature = "document", serde(skip_serializing_if = "Option::is_none", default))]
    pub renamed_from: Option<String>,
}

impl Enum {
    /// An enum without values.
    pub fn new(name: QName) -> Self {
        Enum { name, values: Vec::new(), comment: None, renamed_from: None }
    }

    /// One more value.
    pub fn value(mut self, name: impl Into<String>) -> Self {
        self.values.push(EnumValue { name: name.into(), variant: None, renamed_from: None });
        self
    }

    /// The last value is made of this Rust variant.
    pub fn variant(mut self, variant: impl Into<String>) -> Self {
        if let Some(last) = self.values.last_mut() {
            last.variant = Some(variant.into());
        }
        self
    }

    /// The last value was called otherwise before.
    pub fn value_renamed_from(mut self, old: impl Into<String>) -> Self {
        if let Some(last) = self.values.last_mut() {
            last.renamed_from = Some(old.into());
        }
        self
    }

    /// `COMMENT ON TYPE`.
    pub fn comment(mut self, comment: impl Into<String>) -> Self {
        self.comment = Some(comment.into());
        self
    }

    /// What it was called before.
    pub fn renamed_from(mut self, old: QName) -> Self {
        self.renamed_from = Some(old);
        self
    }
}

/// Everything that belongs together: what one `.sql()` prints and one migration changes.
#[derive(Clone, Debug, PartialEq, Eq, std::default::Default)]
pub struct Schema {
    /// The tables, in the order in which they were declared.
    pub tables: Vec<Table>,
    /// The enums.
    pub enums: Vec<Enum>,
    /// The roles that this schema owns, by name; the provider's are known without.
    pub roles: BTreeMap<String, RoleDef>,
    /// Functions that look rows up for policies. None as declared: resolving makes those that are needed.
    pub functions: Vec<Function>,
    /// The Postgres schema that they are in, one that no API shows; none is [`PRIVATE`].
    pub private: Option<String>,
}

/// The Postgres schema of functions that policies use, unless another is chosen.
pub const PRIVATE: &str = "rls_private";

/// Whether a Postgres schema of this name can be private: those that everybody reaches, and those of Postgres, cannot.
///
/// ```
/// use rls_core::schema::{PRIVATE, may_be_private};
/// assert!(may_be_private(PRIVATE) && !may_be_private("public") && !may_be_private("pg_temp"));
/// ```
pub fn may_be_private(name: &str) -> bool {
    !matches!(name, "public" | "information_schema") && !name.starts_with("pg_")
}

/// Where the thing of this name is. A settled schema is in order; in any other what is found by halves is it all the same.
fn find<T>(things: &[T], name_of: impl Fn(&T) -> &QName, name: &QName) -> Option<usize> {
    match things.binary_search_by(|thing| name_of(thing).key().cmp(&name.key())) {
        Ok(at) => Some(at),
        Err(_) => things.iter().position(|thing| name_of(thing).key() == name.key()),
    }
}

impl Schema {
    /// Nothing yet.
    pub fn new() -> Self {
        Schema::default()
    }

    /// One more table.
    pub fn table(mut self, table: Table) -> Self {
        self.tables.push(table);
        self
    }

    /// The table of this name.
    pub fn find_table(&self, name: &QName) -> Option<&Table> {
        self.tables.get(find(&self.tables, |table| &table.name, name)?)
    }

    /// The enum of this name.
    pub fn find_enum(&self, name: &QName) -> Option<&Enum> {
        self.enums.get(find(&self.enums, |one| &one.name, name)?)
    }

    /// The table of this name, to change.
    pub fn find_table_mut(&mut self, name: &QName) -> Option<&mut Table> {
        let at = find(&self.tables, |table| &table.name, name)?;
        self.tables.get_mut(at)
    }

    /// Those whose policies and privileges count for a role: itself, what it is a member of, PUBLIC. A role that a model
    /// makes inherits; the providers' roles are members of none.
    pub fn as_whom(&self, role: &Role) -> BTreeSet<Role> {
        let mut all = BTreeSet::from([Role::Public]);
        let mut waiting = vec![role.clone()];
        while let Some(role) = waiting.pop() {
            if let Role::Named(name) = &role
                && !all.contains(&role)
                && let Some(def) = self.roles.get(name)
            {
                waiting.extend(def.in_roles.iter().map(Role::named));
            }
            all.insert(role);
        }
        all
    }

    /// An enum, unless the very same is there: every table that uses it brings it along.
    pub fn add_enum(&mut self, new: Enum) {
        if !self.enums.contains(&new) {
            self.enums.push(new);
        }
    }
}
