//! Who may do what to which rows?
//!
//! Policies, privileges, memberships and the state of row security, worked out for each table, role and command: the
//! condition for rows that are there and for rows that come to be, and what gives it. Permissive policies are OR-ed,
//! restrictive ones AND-ed; a check that is not written is the using. Where a policy reads another table as the caller,
//! it finds what the caller may read there, and that is worked in.
//!
//! With the feature `understand`, SQL strings are taken apart first. What stays SQL is said as it is written.
//!
//! What [`access`] says is of statements that read nothing back. A WHERE or a RETURNING asks for SELECT too, which
//! [`Cell::reading`] tells.

mod cell;
mod compare;
#[cfg(feature = "document")]
mod json;
mod markdown;
mod simplify;
mod words;

use std::{borrow::Cow, collections::BTreeSet};

pub use cell::is_circle;
pub use compare::{Change, Line, Occasion, Verdict, compare, lines};
#[cfg(feature = "document")]
pub use json::FORMAT;
pub use markdown::{changes_markdown, code};
pub use words::{Piece, Words, one_line};

use crate::{
    expr::Expr,
    ident::QName,
    resolve::Resolved,
    schema::{Command, Role},
};

/// The commands, in the order in which they are shown.
pub const COMMANDS: [Command; 4] = [Command::Select, Command::Insert, Command::Update, Command::Delete];

/// Who may do what to which rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// Whose tokens the database trusts.
    pub provider: &'static str,
    /// The roles that are shown.
    pub roles: Vec<Who>,
    /// The tables, by name.
    pub tables: Vec<TableAccess>,
}

/// A role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// The role.
    pub role: Role,
    /// The roles whose policies and privileges are its own too, but for PUBLIC.
    pub inherits: Vec<String>,
    /// Whether row security does not look at it.
    pub bypasses: bool,
}

/// A table, and who may do what to its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableAccess {
    /// The table.
    pub table: QName,
    /// Whether row security is on.
    pub row_security: bool,
    /// Whether it holds for the table's owner too.
    pub force: bool,
    /// For each role of [`Access::roles`], a cell for each of [`COMMANDS`].
    pub roles: Vec<RoleAccess>,
}

/// What a role may do to a table's rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleAccess {
    /// The role.
    pub role: Role,
    /// SELECT, INSERT, UPDATE, DELETE.
    pub cells: Vec<Cell>,
}

/// Whether a role has a privilege.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Held {
    /// It has not.
    No,
    /// On these columns only.
    Columns(BTreeSet<String>),
    /// On the whole table.
    Whole,
}

/// What decides besides the privilege.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    /// Row security is off for the table.
    Off,
    /// Row security does not look at the role.
    Bypass,
    /// These policies. Without one that gives, nothing is let through.
    Policies(Vec<Counts>),
}

/// A policy that counts for a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Its name.
    pub name: String,
    /// What it does.
    pub effect: Effect,
}

/// What a policy does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// It is permissive, and lets some rows through.
    Gives,
    /// It is restrictive.
    Restricts,
    /// It is permissive, and lets nothing through.
    Nothing,
}

/// What reading back or choosing by WHERE adds to a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Nothing: what the command reaches can be read.
    Free,
    /// Only what SELECT lets through.
    Narrowed,
    /// It fails: there is no SELECT privilege.
    Refused,
}

/// What a role may do to a table's rows by one command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The command.
    pub command: Command,
    /// Whether there is the privilege, without which the rest says what it would give.
    pub privilege: Held,
    /// What gives it.
    pub by: By,
    /// Which rows that are there; none for INSERT.
    pub using: Option<Expr>,
    /// Which rows may come to be; none for SELECT and DELETE.
    pub check: Option<Expr>,
    /// A table that the policies read as the caller, who may not: every statement fails.
    pub unreadable: Option<QName>,
    /// What a WHERE or a RETURNING adds.
    pub reading: Reading,
    /// The same in words.
    pub words: Words,
}

impl Cell {
    /// Whether nothing comes of the command.
    pub fn is_nothing(&self) -> bool {
        let deny = |clause: &Option<Expr>| clause.as_ref().is_some_and(Expr::is_deny);
        self.privilege == Held::No || self.unreadable.is_some() || deny(&self.using) || deny(&self.check)
    }
}

/// Works out who may do what.
///
/// ```
/// use rls_core::{access::access, expr::Expr, ident::QName, provider::Provider};
/// use rls_core::schema::{Column, Command, Policy, Role, Schema, Table, Type};
/// let own = Policy::crud(Command::Select, [Role::SignedIn]).using(Expr::owner("user_id"));
/// let todos = Table::new(QName::new("todos")).column(Column::new("user_id", Type::Text)).policy(own);
/// let resolved = Schema::new().table(todos).resolve(&Provider::Neon).unwrap();
/// let access = access(&resolved);
/// let authenticated = &access.tables[0].roles[1];
/// assert_eq!(authenticated.cells[0].words.to_string(), "own rows (`user_id`)");
/// ```
pub fn access(resolved: &Resolved) -> Access {
    let lifted = lifted(resolved);
    let cells = cell::Cells::new(&lifted);
    let roles: Vec<Who> = shown(&lifted).into_iter().map(|role| cells.who(&role)).collect();
    let tables = lifted.schema.tables.iter().map(|table| TableAccess {
        table: table.name.clone(),
        row_security: table.row_security,
        force: table.force,
        roles: roles
            .iter()
            .map(|who| RoleAccess {
                role: who.role.clone(),
                cells: COMMANDS.map(|command| cells.cell(table, &who.role, command)).into(),
            })
            .collect(),
    });
    let tables = tables.collect();
    Access { provider: lifted.provider.name(), roles, tables }
}

/// The schema with its SQL taken apart, where that can be done.
fn lifted(resolved: &Resolved) -> Cow<'_, Resolved> {
    #[cfg(feature = "understand")]
    return Cow::Owned(crate::understand::lift(resolved));
    #[cfg(not(feature = "understand"))]
    Cow::Borrowed(resolved)
}

/// PUBLIC where it is named, the provider's roles, the schema's own, and whoever else is named.
fn shown(resolved: &Resolved) -> Vec<Role> {
    let mut named = BTreeSet::new();
    for table in &resolved.schema.tables {
        named.extend(table.policies.iter().flat_map(|policy| &policy.roles).cloned());
        named.extend(table.grants.iter().map(|grant| grant.role.clone()));
    }
    // whoever is not signed in first: what they may do is what matters most
    let signed_in = resolved.provider.signed_in();
    let mut roles: Vec<Role> = named.iter().filter(|role| **role == Role::Public).cloned().collect();
    let (first, rest): (Vec<&str>, Vec<&str>) = resolved
        .provider
        .roles()
        .partition(|role| *role != signed_in && !resolved.provider.bypasses_row_security(role));
    roles.extend(first.into_iter().chain(rest).map(Role::named));
    roles.extend(resolved.schema.roles.keys().map(|role| Role::Named(role.clone())));
    roles.extend(named);
    let mut seen = BTreeSet::new();
    roles.retain(|role| seen.insert(role.clone()));
    roles
}
