//! What is a table?

use super::{Allow, Column, Grant, Index, Policy};
use crate::ident::{self, QName};

/// What happens to a row when the row that it refers to goes or changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, std::default::Default)]
#[cfg_attr(
    feature = "document",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
#[allow(missing_docs, reason = "each is the SQL action of its name")]
pub enum Action {
    #[default]
    NoAction,
    Restrict,
    Cascade,
    SetNull,
    SetDefault,
}

/// When a foreign key is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "document",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum Deferrable {
    /// After each statement, unless a transaction asks for later.
    Immediate,
    /// At the end of the transaction.
    Deferred,
}

/// A reference to another table's rows.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "document", derive(serde::Serialize, serde::Deserialize))]
pub struct ForeignKey {
    /// The columns that refer.
    pub columns: Vec<String>,
    /// The table that they refer to.
    pub table: QName,
    /// The columns there; empty is its primary key.
    pub references: Vec<String>,
    /// When that row goes.
    #[cfg_attr(feature = "document", serde(default))]
    pub on_delete: Action,
    /// When that row's key changes.
    #[cfg_attr(feature = "document", serde(default))]
    pub on_update: Action,
    /// Whether it may wait.
    #[cfg_attr(feature = "document", serde(skip_serializing_if = "Option::is_none", default))]
    pub deferrable: Option<Deferrable>,
}

impl ForeignKey {
    /// A reference by these columns to those of another table.
    pub fn new(
        columns: impl IntoIterator<Item = impl Into<String>>,
        table: QName,
        references: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        ForeignKey {
            columns: strings(columns),
            table,
            references: strings(references),
            on_delete: Action::NoAction,
            on_update: Action::NoAction,
            deferrable: None,
        }
    }

    /// When the other row goes.
    pub fn on_delete(mut self, action: Action) -> Self {
        self.on_delete = action;
        self
    }

    /// When the other row's key changes.
    pub fn on_update(mut self, action: Action) -> Self {
        self.on_update = action;
        self
    }

    /// It may wait.
    pub fn deferrable(mut self, deferrable: Deferrable) -> Self {
        self.deferrable = Some(deferrable);
        self
    }
}

/// A named constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "document",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum Constraint {
    /// `PRIMARY KEY`.
    PrimaryKey {
        /// Its name.
        name: String,
        /// Its columns.
        columns: Vec<String>,
    },
    /// `UNIQUE`.
    Unique {
        /// Its name.
        name: String,
        /// Its columns.
        columns: Vec<String>,
    },
    /// `CHECK`.
    Check {
        /// Its name.
        name: String,
        /// The column that it was written on, if any.
        column: Option<String>,
        /// The condition.
        sql: String,
    },
    /// `FOREIGN KEY`.
    ForeignKey {
        /// Its name.
        name: String,
        /// What refers to what.
        #[cfg_attr(feature = "document", serde(flatten))]
        key: ForeignKey,
    },
}

impl Constraint {
    /// `PRIMARY KEY`.
    pub fn primary_key(
        name: impl Into<String>,
        columns: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        Constraint::PrimaryKey { name: name.into(), columns: strings(columns) }
    }

    /// `UNIQUE`.
    pub fn unique(name: impl Into<String>, columns: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Constraint::Unique { name: name.into(), columns: strings(columns) }
    }

    /// `CHECK`, written on a column or on the table.
    pub fn check(name: impl Into<String>, column: Option<&str>, sql: impl Into<String>) -> Self {
        Constraint::Check { name: name.into(), column: column.map(str::to_owned), sql: sql.into() }
    }

    /// `FOREIGN KEY`.
    pub fn foreign_key(name: impl Into<String>, key: ForeignKey) -> Self {
        Constraint::ForeignKey { name: name.into(), key }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            Constraint::PrimaryKey { name, .. }
            | Constraint::Unique { name, .. }
            | Constraint::Check { name, .. }
            | Constraint::ForeignKey { name, .. } => name,
        }
    }

    /// Its columns, if it is a key that Postgres keeps an index for.
    pub fn indexed_columns(&self) -> Option<&[String]> {
        match self {
            Constraint::PrimaryKey { columns, .. } | Constraint::Unique { columns, .. } => Some(columns),
            _ => None,
        }
    }
}

/// A table with all that hangs on it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "document", derive(serde::Serialize, serde::Deserialize))]
pub struct Table {
    /// Its name.
    pub name: QName,
    /// Its columns, in their order.
    pub columns: Vec<Column>,
    /// Its constraints, in the order in which they were written.
    pub constraints: Vec<Constraint>,
    /// Its indexes, besides those of its keys.
    pub indexes: Vec<Index>,
    /// Whether row-level security is on.
    pub row_security: bool,
    /// Whether it holds for the table's owner too.
    #[cfg_attr(feature = "document", serde(skip_serializing_if = "std::ops::Not::not", default))]
    pub force: bool,
    /// Its policies.
    pub policies: Vec<Policy>,
    /// Privileges.
    pub grants: Vec<Grant>,
    /// Whether its policies bring their privileges along; settled once resolved.
    #[cfg_attr(feature = "document", serde(skip))]
    pub derive_grants: bool,
    /// `COMMENT ON TABLE`.
    #[cfg_attr(feature = "document", serde(skip_serializing_if = "Option::is_none", default))]
    pub comment: Option<String>,
    /// What it was called before.
    #[cfg_attr(feature = "document", serde(skip_serializing_if = "Option::is_none", default))]
    pub renamed_from: Option<QName>,
    /// Lints that do not fire here, each with its reason. They are about the source and not about the database.
    #[cfg_attr(feature = "document", serde(skip))]
    pub allows: Vec<Allow>,
}

impl Table {
    /// A table without columns, with row security on: nobody but its owner reads or writes it.
    pub fn new(name: QName) -> Self {
        Table {
            name,
            columns: Vec::new(),
            constraints: Vec::new(),
            indexes: Vec::new(),
            row_security: true,
            force: false,
            policies: Vec::new(),
            grants: Vec::new(),
            derive_grants: true,
            comment: None,
            renamed_from: None,
            allows: Vec::new(),
        }
    }

    /// A lint that does not fire here, and why.
    pub fn allow(mut self, code: impl Into<String>, reason: impl Into<String>) -> Self {
        self.allows.push(Allow { code: code.into(), reason: reason.into() });
        self
    }

    /// One more column.
    pub fn column(mut self, column: Column) -> Self {
        self.columns.push(column);
        self
    }

    /// Its primary key.
    pub fn primary_key(self, columns: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let name = self.free_name("", "pkey");
        self.constraint(Constraint::primary_key(name, columns))
    }

    /// Columns in which no two rows agree.
    pub fn unique(self, columns: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let columns = strings(columns);
        let name = self.free_name(&columns.join("_"), "key");
        self.constraint(Constraint::Unique { name, columns })
    }

    /// A reference to another table's rows.
    pub fn foreign_key(self, key: ForeignKey) -> Self {
        let name = self.free_name(&key.columns.join("_"), "fkey");
        self.constraint(Constraint::foreign_key(name, key))
    }

    /// A condition that every row meets, written on a column or on the table.
    pub fn check(self, column: Option<&str>, sql: impl Into<String>) -> Self {
        let name = self.free_name(column.unwrap_or_default(), "check");
        self.constraint(Constraint::check(name, column, sql))
    }

    /// The same with a name of its own.
    pub fn named_check(self, name: impl Into<String>, sql: impl Into<String>) -> Self {
        self.constraint(Constraint::check(name, None, sql))
    }

    /// One more constraint.
    pub fn constraint(mut self, constraint: Constraint) -> Self {
        self.constraints.push(constraint);
        self
    }

    /// One more index.
    pub fn index(mut self, index: Index) -> Self {
        self.indexes.push(index);
        self
    }

    /// One more policy.
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policies.push(policy);
        self
    }

    /// One more privilege.
    pub fn grant(mut self, grant: Grant) -> Self {
        self.grants.push(grant);
        self
    }

    /// Policies bring no privileges along.
    pub fn no_derived_grants(mut self) -> Self {
        self.derive_grants = false;
        self
    }

    /// Row security holds for the owner too.
    pub fn force(mut self) -> Self {
        self.force = true;
        self
    }

    /// Row security stays off.
    pub fn no_row_security(mut self) -> Self {
        self.row_security = false;
        self
    }

    /// `COMMENT ON TABLE`.
    pub fn comment(mut self, comment: impl Into<String>) -> Self {
        self.comment = Some(comment.into());
        self
    }

    /// What it was called before.
    pub fn renamed_from(mut self, old: QName) -> Self {
        self.renamed_from = Some(old);
        self
    }

    /// The column of this name.
    pub fn find_column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The columns of its primary key; none if it has none.
    pub fn key_columns(&self) -> &[String] {
        self.constraints
            .iter()
            .find_map(|constraint| match constraint {
                Constraint::PrimaryKey { columns, .. } => Some(columns.as_slice()),
                _ => None,
            })
            .unwrap_or_default()
    }

    /// Whether some index serves an equality on this column.
    pub fn has_index_on(&self, column: &str) -> bool {
        let keys = self.constraints.iter().filter_map(Constraint::indexed_columns);
        keys.filter_map(|columns| columns.first()).any(|first| first == column)
            || self.indexes.iter().any(|index| index.leads_with() == Some(column))
    }

    /// The name by Postgres's rule, numbered as Postgres would if the table's own names have taken it.
    pub fn free_name(&self, columns: &str, label: &str) -> String {
        let taken = |name: &str| {
            self.constraints.iter().any(|c| c.name() == name) || self.indexes.iter().any(|i| i.name == name)
        };
        let first = ident::derived(&self.name.name, columns, label);
        if !taken(&first) {
            return first;
        }
        let numbered = |n: usize| ident::derived(&self.name.name, columns, &format!("{label}{n}"));
        (1..=self.constraints.len() + self.indexes.len())
            .map(numbered)
            .find(|name| !taken(name))
            .unwrap_or(first)
    }
}

fn strings(items: impl IntoIterator<Item = impl Into<String>>) -> Vec<String> {
    items.into_iter().map(Into::into).collect()
}
