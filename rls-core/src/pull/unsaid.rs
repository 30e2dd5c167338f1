//! What can the model hold that the language refuses to say?
//!
//! Such as policies of a table without row security, which have no effect there, or an enum without values. They are taken out of the
//! schema, and kept as SQL beside it.

use crate::{
    catalog::{Imported, Other, OtherKind, Place},
    ident::{QName, quote},
    provider::Provider,
    resolve::Resolved,
    schema::{Action, Command, Constraint, Enum, Grant, Policy, Role, Schema, Table, Type},
    sql,
};

/// Takes them out.
pub(super) fn take_out(imported: &mut Imported) {
    let provider = imported.resolved.provider.clone();
    let schema = &mut imported.resolved.schema;
    let mut others: Vec<Other> = empty_enums(schema);
    for number in 0..schema.tables.len() {
        let mut table = schema.tables[number].clone();
        let mut said = Said { schema, provider: &provider, others: &mut others };
        said.policies(&mut table);
        said.constraints(&mut table);
        said.force(&mut table);
        said.grants(&mut table);
        schema.tables[number] = table;
    }
    let provider = imported.resolved.provider.clone();
    let schema = &mut imported.resolved.schema;
    let (empty, kept): (Vec<Table>, Vec<Table>) =
        schema.tables.drain(..).partition(|table| table.columns.is_empty());
    schema.tables = kept;
    others.extend(
        empty
            .into_iter()
            .map(|table| alone(&provider, schema, table, "a struct has fields, and it has no columns")),
    );
    imported.others.extend(others);
}

/// A table that no struct says, with all that hangs on it.
pub(super) fn alone(provider: &Provider, schema: &Schema, table: Table, why: &str) -> Other {
    let name = table.name.clone();
    let only = Schema { tables: vec![table], enums: Vec::new(), functions: Vec::new(), ..schema.clone() };
    let resolved = Resolved { provider: provider.clone(), schema: only };
    Other {
        kind: OtherKind::Table,
        name: name.to_string(),
        table: Some(name),
        why: why.to_owned(),
        place: Place::After,
        sql: sql::groups(&resolved).into_iter().flatten().collect(),
    }
}

/// An enum without values, or with one that is empty: its columns have it by its name.
fn empty_enums(schema: &mut Schema) -> Vec<Other> {
    let mut others = Vec::new();
    let is_odd = |one: &Enum| one.values.is_empty() || one.values.iter().any(|value| value.name.is_empty());
    let odd: Vec<Enum> = schema.enums.iter().filter(|one| is_odd(one)).cloned().collect();
    for one in odd {
        let name = one.name.clone();
        schema.enums.retain(|one| one.name != name);
        for column in schema.tables.iter_mut().flat_map(|table| &mut table.columns) {
            by_name(&mut column.ty, &name);
        }
        // the model makes the schemas of what is in it
        let schema_of = name.schema.as_ref().map(|own| format!("CREATE SCHEMA IF NOT EXISTS {}", quote(own)));
        let sql = schema_of.into_iter().chain([sql::enum_of(&one)]).collect();
        others.push(Other {
            kind: OtherKind::Type,
            name: name.to_string(),
            table: None,
            why: "an enum of the models has values, and each has a name".to_owned(),
            place: Place::Before,
            sql,
        });
    }
    others
}

fn by_name(ty: &mut Type, name: &QName) {
    match ty {
        Type::Enum(own) if own == name => *ty = Type::Other(name.quoted()),
        Type::Array(element) => by_name(element, name),
        _ => {}
    }
}

struct Said<'s> {
    schema: &'s Schema,
    provider: &'s Provider,
    others: &'s mut Vec<Other>,
}

impl Said<'_> {
    fn other(&mut self, kind: OtherKind, table: &Table, what: &str, why: &str, sql: String) {
        self.others.push(Other {
            kind,
            name: if what.is_empty() { table.name.to_string() } else { format!("{what} of {}", table.name) },
            table: Some(table.name.clone()),
            why: why.to_owned(),
            place: Place::After,
            sql: vec![sql],
        });
    }

    fn policies(&mut self, table: &mut Table) {
        for policy in std::mem::take(&mut table.policies) {
            let why = if table.row_security {
                unsayable(&policy)
            } else {
                Some("row security is off here, so it has no effect")
            };
            match why {
                None => table.policies.push(policy),
                Some(why) => {
                    let sql = sql::policy_of(self.schema, self.provider, table, &policy);
                    self.other(OtherKind::Policy, table, policy.name(), why, sql);
                }
            }
        }
    }

    fn force(&mut self, table: &mut Table) {
        if table.force && !table.row_security {
            table.force = false;
            let sql = format!("ALTER TABLE {} FORCE ROW LEVEL SECURITY", table.name.quoted());
            self.other(OtherKind::Setting, table, "", "row security is forced, and off", sql);
        }
    }

    fn constraints(&mut self, table: &mut Table) {
        let key = table.key_columns().to_vec();
        let mut seen = vec![key];
        for constraint in std::mem::take(&mut table.constraints) {
            let why = match &constraint {
                Constraint::Unique { columns, .. } if seen.contains(columns) => {
                    Some("another key has the same columns")
                }
                Constraint::ForeignKey { key, .. }
                    if [key.on_delete, key.on_update].contains(&Action::SetNull)
                        && key
                            .columns
                            .iter()
                            .any(|name| table.find_column(name).is_some_and(|column| !column.nullable)) =>
                {
                    Some("it sets a column to NULL that is never NULL")
                }
                _ => None,
            };
            if let Constraint::Unique { columns, .. } = &constraint {
                seen.push(columns.clone());
            }
            match why {
                None => table.constraints.push(constraint),
                Some(why) => {
                    let sql = sql::constraint_of(table, &constraint);
                    let name = constraint.name().to_owned();
                    self.other(OtherKind::Constraint, table, &name, why, sql);
                }
            }
        }
    }

    fn grants(&mut self, table: &mut Table) {
        let mut unsaid = Vec::new();
        table.grants.retain(|grant| {
            let said = sayable(std::slice::from_ref(&grant.role));
            if !said {
                unsaid.push(grant.clone());
            }
            said
        });
        for grant in unsaid {
            let Grant { role, privilege, columns } = &grant;
            let mut alone = Table::new(table.name.clone()).no_derived_grants();
            alone.grants.push(Grant { role: role.clone(), privilege: *privilege, columns: columns.clone() });
            for sql in sql::grants_of(&alone) {
                self.other(OtherKind::Grant, table, "a privilege", NO_ROLE, sql);
            }
        }
    }
}

const NO_ROLE: &str = "the language has no such name of a role";

/// Why a policy cannot be said.
fn unsayable(policy: &Policy) -> Option<&'static str> {
    let (using, check) = (policy.using.is_some(), policy.check.is_some());
    match policy.command {
        Command::Insert if !check => Some("it is for INSERT and has no WITH CHECK"),
        Command::Insert if using => Some("it is for INSERT and has a USING"),
        Command::Insert => None,
        _ if !using => Some("it has no USING, so it lets no row through"),
        _ => None,
    }
    .or_else(|| (!sayable(&policy.roles)).then_some(NO_ROLE))
}

fn sayable(roles: &[Role]) -> bool {
    let reserved = ["current_user", "session_user", "current_role", "user", "none", "public"];
    roles.iter().all(|role| match role {
        Role::Named(name) => !reserved.contains(&name.to_ascii_lowercase().as_str()),
        _ => true,
    })
}
