//! How is a predicate written?

use crate::{expr::Expr, ident::quote, provider::Provider, schema::Table};

/// A predicate as SQL, to stand between brackets.
pub(super) fn predicate(table: &Table, expr: &Expr, provider: &Provider) -> String {
    let part = |expr: &Expr| operand(table, expr, provider);
    match expr {
        Expr::Bool(value) => value.to_string(),
        Expr::Sql(sql) => sql.trim().to_owned(),
        Expr::Owner(column) => match table.find_column(column).and_then(|column| column.ty.caller_id()) {
            Some(ty) => format!("{} = {}", quote(column), provider.caller_id_once(ty)),
            // the check has refused such a column; when unsure, deny
            None => "false".to_owned(),
        },
        Expr::And(parts) => parts.iter().map(part).collect::<Vec<_>>().join(" AND "),
        Expr::Or(parts) => parts.iter().map(part).collect::<Vec<_>>().join(" OR "),
        Expr::Not(inner) => format!("NOT {}", part(inner)),
    }
}

/// The same inside another predicate: SQL text always in brackets, since nothing here knows how it binds.
fn operand(table: &Table, expr: &Expr, provider: &Provider) -> String {
    let sql = predicate(table, expr, provider);
    if matches!(expr, Expr::Bool(_)) { sql } else { format!("({sql})") }
}
