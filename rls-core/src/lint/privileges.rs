//! Do row security, policies and grants go together?

use super::{Found, Level, Lint, Model, example};
use crate::{
    diagnostic::Spot,
    schema::{Role, Table},
};

pub(super) const NO_ROW_SECURITY: Lint = Lint {
    code: "RLS001",
    level: Level::Error,
    title: "A table without row security that a role reaches",
    why: "\
`rls = false` leaves row security off: whoever has a privilege on the table has it over every row. A grant to a role \
that requests run as opens all of it to every caller, and policies would not be looked at.",
    instead: "Leave `rls = false` out and say who may see which rows; or take the grant away.",
    wrong: example!("RLS001", "wrong"),
    right: example!("RLS001", "right"),
    toml: "",
    check: no_row_security,
};

fn no_row_security(model: &Model<'_>, found: &mut Vec<Found>) {
    for table in model.tables().filter(|table| !table.row_security) {
        let mut roles: Vec<String> = table.grants.iter().map(|grant| name(&grant.role)).collect();
        roles.dedup();
        if table.grants.iter().any(|grant| !model.bypasses(&grant.role)) {
            found.push(Found::new(
                at(table),
                format!(
                    "`{}` has no row security, and {} may touch every row of it",
                    table.name,
                    roles.join(", ")
                ),
                "leave out `rls = false` and write policies, or leave out the grant",
            ));
        }
    }
}

fn at(table: &Table) -> Spot {
    Spot::Item(table.name.clone())
}

fn name(role: &Role) -> String {
    match role {
        Role::Named(name) => format!("`{name}`"),
        Role::Public => "everyone".to_owned(),
        Role::SignedIn => "whoever signed in".to_owned(),
    }
}
