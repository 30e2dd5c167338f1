//! Which statements mend what was found?
//!
//! Its only job is to write them. They are printed for a person to read and run: nothing here is run by us.

use crate::{
    catalog::{KeptPolicy, Relation},
    ident::{QName, quote, quote_all},
};

fn named(schema: &str, name: &str) -> String {
    QName::qualified(schema, name).quoted()
}

fn to(roles: &[Option<&str>]) -> String {
    let names = roles.iter().map(|role| role.map_or_else(|| "PUBLIC".to_owned(), quote));
    names.collect::<Vec<_>>().join(", ")
}

/// Switches row security on.
pub(super) fn enable(table: &Relation) -> String {
    format!("ALTER TABLE {} ENABLE ROW LEVEL SECURITY", named(&table.schema, &table.name))
}

/// Holds the owner to the policies too.
pub(super) fn force(table: &Relation) -> String {
    format!("ALTER TABLE {} FORCE ROW LEVEL SECURITY", named(&table.schema, &table.name))
}

/// Takes privileges away.
pub(super) fn revoke(privileges: &[&str], table: &Relation, from: &[Option<&str>]) -> String {
    let list = privileges.join(", ");
    format!("REVOKE {list} ON {} FROM {}", named(&table.schema, &table.name), to(from))
}

/// Lets roles take values from a sequence.
pub(super) fn usage(schema: &str, sequence: &str, roles: &[Option<&str>]) -> String {
    format!("GRANT USAGE ON SEQUENCE {} TO {}", named(schema, sequence), to(roles))
}

/// An index that leads with a column. Others write meanwhile, so it is in no transaction.
pub(super) fn index((schema, table): (&str, &str), columns: &[String]) -> String {
    format!("CREATE INDEX CONCURRENTLY ON {} ({})", named(schema, table), quote_all(columns))
}

/// A policy with other predicates.
pub(super) fn policy((schema, table): (&str, &str), name: &str, clauses: &[(&str, String)]) -> String {
    let mut sql = format!("ALTER POLICY {} ON {}", quote(name), named(schema, table));
    for (word, clause) in clauses {
        sql.push_str(&format!("\n    {word} ({clause})"));
    }
    sql
}

/// A policy as it is, and where its predicates begin in the text.
pub(super) fn shown(table: (&str, &str), policy: &KeptPolicy) -> (String, [Option<usize>; 2]) {
    let command = match policy.command.as_str() {
        "r" => "SELECT",
        "a" => "INSERT",
        "w" => "UPDATE",
        "d" => "DELETE",
        _ => "ALL",
    };
    let roles = match policy.roles.as_slice() {
        [] => "PUBLIC".to_owned(),
        roles => roles.iter().map(|role| super::object::plain(role)).collect::<Vec<_>>().join(", "),
    };
    let kind = if policy.permissive { "" } else { " AS RESTRICTIVE" };
    let mut text = format!(
        "CREATE POLICY {} ON {}{kind}\n    FOR {command} TO {roles}",
        quote(&policy.name),
        super::object::qualified(table.0, table.1)
    );
    let mut starts = [None, None];
    for (i, (word, clause)) in
        [("USING", &policy.using), ("WITH CHECK", &policy.check)].into_iter().enumerate()
    {
        if let Some(clause) = clause {
            text.push_str(&format!("\n    {word} ("));
            starts[i] = Some(text.len());
            text.push_str(clause);
            text.push(')');
        }
    }
    (text, starts)
}
