//! How are row security and a policy written?

use super::{
    expr::{Clause, predicate},
    grant::role_list,
};
use crate::{
    ident::{QName, quote},
    provider::Provider,
    schema::{Command, Policy, Role, Schema, Table},
};

/// `ENABLE ROW LEVEL SECURITY`, with or without policies: what nobody allows is denied.
pub(crate) fn row_security(table: &Table) -> Vec<String> {
    let mut statements = Vec::new();
    if table.row_security {
        statements.push(alter_row_security(&table.name, "ENABLE"));
    }
    if table.force {
        statements.push(alter_row_security(&table.name, "FORCE"));
    }
    statements
}

/// ENABLE, DISABLE, FORCE or NO FORCE.
pub(crate) fn alter_row_security(table: &QName, word: &str) -> String {
    format!("ALTER TABLE {} {word} ROW LEVEL SECURITY", table.quoted())
}

/// All of a policy but its name, as it is written. Two policies that are written alike are the same.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Written {
    pub(crate) permissive: bool,
    pub(crate) command: Command,
    pub(crate) roles: Vec<Role>,
    pub(crate) using: Option<String>,
    pub(crate) check: Option<String>,
}

impl Written {
    /// As this schema and its provider write it.
    pub(crate) fn of(schema: &Schema, table: &Table, policy: &Policy, provider: &Provider) -> Self {
        let written = |clause, expr: &Option<_>| {
            expr.as_ref().map(|expr| predicate(schema, provider, table, expr, clause))
        };
        Written {
            permissive: policy.permissive,
            command: policy.command,
            roles: policy.roles.clone(),
            using: written(Clause::Using, &policy.using),
            check: written(Clause::Check, &policy.check),
        }
    }

    /// The same, and it lets nothing through: it reads no column, no table and no function.
    pub(crate) fn shut(&self) -> Self {
        let shut = |clause: &Option<String>| clause.as_ref().map(|_| "false".to_owned());
        Written { using: shut(&self.using), check: shut(&self.check), ..self.clone() }
    }

    /// Whether ALTER POLICY makes it this one: it changes no command and takes no clause away.
    pub(crate) fn may_become(&self, new: &Written) -> bool {
        let keeps = |old: &Option<String>, new: &Option<String>| old.is_none() || new.is_some();
        (self.permissive, self.command) == (new.permissive, new.command)
            && keeps(&self.using, &new.using)
            && keeps(&self.check, &new.check)
    }
}

/// `CREATE POLICY`, one clause a line.
pub(super) fn create(schema: &Schema, table: &Table, policy: &Policy, provider: &Provider) -> String {
    create_written(&table.name, policy.name(), &Written::of(schema, table, policy, provider))
}

/// `CREATE POLICY` of what is written already.
pub(crate) fn create_written(table: &QName, name: &str, policy: &Written) -> String {
    let mut sql = format!(
        "CREATE POLICY {} ON {} AS {} FOR {} TO {}",
        quote(name),
        table.quoted(),
        if policy.permissive { "PERMISSIVE" } else { "RESTRICTIVE" },
        policy.command,
        role_list(&policy.roles),
    );
    for (word, clause) in [("USING", &policy.using), ("WITH CHECK", &policy.check)] {
        if let Some(clause) = clause {
            sql.push_str(&format!("\n    {word} ({clause})"));
        }
    }
    sql
}

/// `ALTER POLICY`, with what is another than before and nothing else.
pub(crate) fn alter(table: &QName, name: &str, old: &Written, new: &Written) -> String {
    let mut sql = format!("ALTER POLICY {} ON {}", quote(name), table.quoted());
    if old.roles != new.roles {
        sql.push_str(&format!(" TO {}", role_list(&new.roles)));
    }
    for (word, old, new) in [("USING", &old.using, &new.using), ("WITH CHECK", &old.check, &new.check)] {
        if let Some(clause) = new.as_ref().filter(|_| old != new) {
            sql.push_str(&format!("\n    {word} ({clause})"));
        }
    }
    sql
}

/// `ALTER POLICY … RENAME TO`.
pub(crate) fn rename(table: &QName, old: &str, new: &str) -> String {
    format!("ALTER POLICY {} ON {} RENAME TO {}", quote(old), table.quoted(), quote(new))
}

/// `DROP POLICY`.
pub(crate) fn drop(table: &QName, name: &str) -> String {
    format!("DROP POLICY {} ON {}", quote(name), table.quoted())
}
