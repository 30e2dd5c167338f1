//! Which words say what a printed predicate says?
//!
//! The text is read as it was printed, and as a person would write it, without the casts that hide a constant's type: the reading that
//! leaves the least as SQL comes first. A word that the language would refuse, such as a constant that its column cannot hold, is none.

use super::{printed::ways as texts, units::interval};
use crate::{
    expr::{Compare, Expr, Literal, Value},
    fits,
    schema::{Schema, Table, Type},
    understand::Reader,
};

/// The readings, the one with the fewest texts first; none where there is no word in it at all.
pub(super) fn ways(reader: &Reader<'_>, schema: &Schema, table: &Table, printed: &str) -> Vec<Expr> {
    let mut all: Vec<Expr> = Vec::new();
    for text in texts(printed) {
        let lifted = short(reader.lift(&Expr::sql(text), table)).filter(|expr| said(schema, table, expr));
        if let Some(lifted) = lifted
            && !matches!(lifted, Expr::Sql(_) | Expr::Exists(_))
            && !all.contains(&lifted)
        {
            all.push(lifted);
        }
    }
    all.sort_by_key(leaves);
    all
}

/// How much of it stayed SQL.
fn leaves(expr: &Expr) -> usize {
    expr.atoms()
        .iter()
        .map(|(atom, _)| match atom {
            Expr::Sql(_) | Expr::Exists(_) => 1,
            Expr::Among(among) => leaves(&among.when),
            _ => 0,
        })
        .sum()
}

/// The texts that stayed, as a person would write them, and intervals in the language's units.
fn short(expr: Expr) -> Option<Expr> {
    let all = |parts: Vec<Expr>| parts.into_iter().map(short).collect::<Option<Vec<Expr>>>();
    let value = |value: Value| {
        Some(match value {
            Value::Ago(printed) => Value::Ago(interval(&printed)?),
            Value::Ahead(printed) => Value::Ahead(interval(&printed)?),
            other => other,
        })
    };
    Some(match expr {
        Expr::Sql(sql) => Expr::Sql(texts(&sql).swap_remove(0)),
        Expr::Exists(sql) => Expr::Exists(texts(&sql).swap_remove(0)),
        Expr::And(parts) => Expr::And(all(parts)?),
        Expr::Or(parts) => Expr::Or(all(parts)?),
        Expr::Not(inner) => short(*inner)?.not(),
        Expr::Compare(Compare { left, op, right }) => Expr::compare(value(left)?, op, value(right)?),
        Expr::Among(mut among) => {
            among.when = short(among.when)?;
            Expr::Among(among)
        }
        other => other,
    })
}

/// Whether the language takes it.
fn said(schema: &Schema, table: &Table, expr: &Expr) -> bool {
    let ty = |name: &str| table.find_column(name).map(|column| &column.ty);
    expr.atoms().iter().all(|(atom, _)| match atom {
        Expr::Among(among) => {
            schema.find_table(&among.table).is_some_and(|other| said(schema, other, &among.when))
        }
        atom => {
            let constants: Vec<&Literal> = match atom {
                Expr::Compare(Compare { right: Value::Literal(literal), .. }) => vec![literal],
                Expr::In(_, list) => list.iter().collect(),
                _ => Vec::new(),
            };
            let column = match atom {
                Expr::Compare(Compare { left: Value::Column(column), .. })
                | Expr::In(Value::Column(column), _) => ty(column),
                _ => None,
            };
            let in_enum = |literal: &&Literal| match (column, literal) {
                (Some(Type::Enum(name)), Literal::Text(text)) => schema
                    .find_enum(name)
                    .is_some_and(|one| one.values.iter().any(|value| value.name == *text)),
                _ => true,
            };
            fits::misfit(atom, &ty).is_none() && constants.iter().all(in_enum)
        }
    })
}
