//! How is it written as JSON?

use serde::Serialize;

use super::{Access, By, Cell, Counts, Effect, Held, Reading, words::Words};
use crate::{
    expr::Expr,
    ident::QName,
    schema::{Command, Role},
};

/// The format that [`Access::json`] writes.
pub const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Page<'a> {
    format: u32,
    provider: &'a str,
    roles: Vec<Person<'a>>,
    tables: Vec<Table<'a>>,
}

#[derive(Serialize)]
struct Person<'a> {
    role: &'a str,
    inherits: &'a [String],
    bypasses_row_security: bool,
}

#[derive(Serialize)]
struct Table<'a> {
    table: &'a QName,
    row_security: bool,
    force: bool,
    cells: Vec<One<'a>>,
}

#[derive(Serialize)]
struct One<'a> {
    role: &'a str,
    command: Command,
    /// Whether something is let through.
    allowed: bool,
    /// `whole`, `none`, or `columns`.
    privilege: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    columns: Option<Vec<&'a String>>,
    rows: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    using: Option<&'a Expr>,
    #[serde(skip_serializing_if = "Option::is_none")]
    check: Option<&'a Expr>,
    /// `policies`, `row_security_off`, or `bypass`.
    by: &'static str,
    policies: Vec<Policy<'a>>,
    /// `free`, `narrowed`, or `refused`.
    reading: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    unreadable: Option<&'a QName>,
}

#[derive(Serialize)]
struct Policy<'a> {
    name: &'a str,
    /// `gives`, `restricts`, or `nothing`.
    effect: &'static str,
}

impl Access {
    /// A JSON document. docs/access.md says what is in it.
    pub fn json(&self) -> String {
        let page = Page {
            format: FORMAT,
            provider: self.provider,
            roles: self
                .roles
                .iter()
                .map(|who| Person {
                    role: name(&who.role),
                    inherits: &who.inherits,
                    bypasses_row_security: who.bypasses,
                })
                .collect(),
            tables: self
                .tables
                .iter()
                .map(|table| Table {
                    table: &table.table,
                    row_security: table.row_security,
                    force: table.force,
                    cells: table
                        .roles
                        .iter()
                        .flat_map(|role| role.cells.iter().map(|cell| one(&role.role, cell)))
                        .collect(),
                })
                .collect(),
        };
        // strings, lists and maps with string keys cannot fail to be JSON
        let mut text = serde_json::to_string_pretty(&page).unwrap_or_default();
        text.push('\n');
        text
    }
}

fn one<'a>(role: &'a Role, cell: &'a Cell) -> One<'a> {
    One {
        role: name(role),
        command: cell.command,
        allowed: !cell.is_nothing(),
        privilege: match cell.privilege {
            Held::No => "none",
            Held::Columns(_) => "columns",
            Held::Whole => "whole",
        },
        columns: match &cell.privilege {
            Held::Columns(columns) => Some(columns.iter().collect()),
            _ => None,
        },
        rows: Words::to_string(&cell.words),
        using: cell.using.as_ref(),
        check: cell.check.as_ref(),
        by: match cell.by {
            By::Off => "row_security_off",
            By::Bypass => "bypass",
            By::Policies(_) => "policies",
        },
        policies: match &cell.by {
            By::Policies(counts) => counts.iter().map(policy).collect(),
            _ => Vec::new(),
        },
        reading: match cell.reading {
            Reading::Free => "free",
            Reading::Narrowed => "narrowed",
            Reading::Refused => "refused",
        },
        unreadable: cell.unreadable.as_ref(),
    }
}

fn policy(counts: &Counts) -> Policy<'_> {
    let effect = match counts.effect {
        Effect::Gives => "gives",
        Effect::Restricts => "restricts",
        Effect::Nothing => "nothing",
    };
    Policy { name: &counts.name, effect }
}

fn name(role: &Role) -> &str {
    match role {
        Role::Public => "public",
        // settled before
        Role::SignedIn => "authenticated",
        Role::Named(name) => name,
    }
}
