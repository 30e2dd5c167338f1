//! Do two schemas say the same statements, table by table?

use std::collections::BTreeMap;

use crate::{
    ident::QName,
    resolve::Resolved,
    schema::{Constraint, Default, Table},
    sql::{self, Clause},
};

/// The tables that differ, and in what.
pub(super) fn differing(wanted: &Resolved, read: &Resolved) -> BTreeMap<QName, String> {
    let mut found = BTreeMap::new();
    for table in &wanted.schema.tables {
        let Some(other) = read.schema.find_table(&table.name) else {
            found.insert(table.name.clone(), "it is not read back".to_owned());
            continue;
        };
        let (one, other) = (said(wanted, table), said(read, other));
        if let Some((kind, _)) = one.iter().zip(&other).find(|(a, b)| a != b).map(|(a, _)| a) {
            found.insert(table.name.clone(), format!("its {kind} are not read back as they are"));
        }
    }
    found
}

/// What a table's statements say, in kinds, each in an order of its own.
fn said(resolved: &Resolved, table: &Table) -> Vec<(&'static str, Vec<String>)> {
    let columns = table.columns.iter().map(|column| {
        let default = column.default.as_ref().map(|default| match (default, column.ty.caller_id()) {
            (Default::CallerId, Some(ty)) => resolved.provider.caller_id(ty),
            (Default::CallerId, None) => String::new(),
            (Default::Sql(sql), _) => sql.clone(),
        });
        let column_type = sql::type_name(&column.ty);
        format!(
            "{:?}",
            (
                &column.name,
                column_type,
                column.nullable,
                default,
                column.identity,
                &column.generated,
                &column.collate,
                &column.comment
            )
        )
    });
    let constraints = table.constraints.iter().map(|constraint| match constraint {
        Constraint::Check { name, sql, .. } => format!("{name:?} {sql}"),
        Constraint::ForeignKey { name, key } => {
            let mut key = key.clone();
            key.table = QName::qualified(key.table.key().0, key.table.key().1);
            format!("{name:?} {key:?}")
        }
        other => format!("{other:?}"),
    });
    let policies = table.policies.iter().map(|policy| {
        let clause = |expr: &Option<crate::expr::Expr>, clause| {
            expr.as_ref()
                .map(|expr| sql::predicate(&resolved.schema, &resolved.provider, table, expr, clause))
        };
        format!(
            "{:?}",
            (
                policy.name(),
                policy.command,
                policy.permissive,
                &policy.roles,
                clause(&policy.using, Clause::Using),
                clause(&policy.check, Clause::Check)
            )
        )
    });
    let sorted = |texts: &mut dyn Iterator<Item = String>| {
        let mut texts: Vec<String> = texts.collect();
        texts.sort();
        texts
    };
    let of_table = format!("{:?}", (table.row_security, table.force, &table.comment));
    vec![
        ("settings", vec![of_table]),
        // their order is the struct's
        ("columns", columns.collect()),
        ("constraints", sorted(&mut constraints.into_iter())),
        ("indexes", sorted(&mut table.indexes.iter().map(|index| format!("{index:?}")))),
        ("policies", sorted(&mut policies.into_iter())),
        ("privileges", sorted(&mut table.grants.iter().map(|grant| format!("{grant:?}")))),
    ]
}
