//! How are row security and a policy written?

use super::{
    expr::{Clause, predicate},
    grant::role_list,
};
use crate::{
    ident::quote,
    provider::Provider,
    schema::{Policy, Schema, Table},
};

/// `ENABLE ROW LEVEL SECURITY`, with or without policies: what nobody allows is denied.
pub(super) fn row_security(table: &Table) -> Vec<String> {
    let mut statements = Vec::new();
    let mut alter =
        |word| statements.push(format!("ALTER TABLE {} {word} ROW LEVEL SECURITY", table.name.quoted()));
    if table.row_security {
        alter("ENABLE");
    }
    if table.force {
        alter("FORCE");
    }
    statements
}

/// `CREATE POLICY`, one clause a line.
pub(super) fn create(schema: &Schema, table: &Table, policy: &Policy, provider: &Provider) -> String {
    let mut sql = format!(
        "CREATE POLICY {} ON {} AS {} FOR {} TO {}",
        quote(policy.name()),
        table.name.quoted(),
        if policy.permissive { "PERMISSIVE" } else { "RESTRICTIVE" },
        policy.command,
        role_list(&policy.roles),
    );
    for (word, clause, expr) in
        [("USING", Clause::Using, &policy.using), ("WITH CHECK", Clause::Check, &policy.check)]
    {
        if let Some(expr) = expr {
            sql.push_str(&format!("\n    {word} ({})", predicate(schema, provider, table, expr, clause)));
        }
    }
    sql
}
