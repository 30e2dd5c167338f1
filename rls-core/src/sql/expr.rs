//! How is a predicate written?
//!
//! In the form that Postgres answers fastest: what the caller has is asked for once a statement and cast on its own
//! side, another table's rows are gathered once. `expr` says what each atom and its `!` mean; here `!` is brought down
//! to the atoms, unless SQL's own NOT says the same.

use super::table::type_name;
use crate::{
    expr::{Among, Compare, Expr, Literal, Op, Relation, Value},
    ident::{literal, quote},
    provider::Provider,
    schema::{CallerId, Schema, Table, Type},
};

/// In which clause a predicate stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clause {
    /// USING: many rows are looked at.
    Using,
    /// WITH CHECK: rows come one at a time.
    Check,
}

/// A predicate over a table as SQL, to stand between brackets.
///
/// ```
/// use rls_core::{expr::Expr, provider::Provider, schema::{Column, Schema, Table, Type}, ident::QName};
/// use rls_core::sql::{Clause, predicate};
/// let todos = Table::new(QName::new("todos")).column(Column::new("user_id", Type::Text));
/// let sql = predicate(&Schema::new(), &Provider::Neon, &todos, &Expr::owner("user_id"), Clause::Using);
/// assert_eq!(sql, r#""user_id" = (SELECT auth.user_id())"#);
/// ```
pub fn predicate(schema: &Schema, provider: &Provider, table: &Table, expr: &Expr, clause: Clause) -> String {
    if expr.is_too_deep() {
        // which resolving refuses
        return DENY.to_owned();
    }
    Writer { schema, provider, clause, around: vec![table] }.positive(expr)
}

struct Writer<'s> {
    schema: &'s Schema,
    provider: &'s Provider,
    clause: Clause,
    /// The table of the predicate and those around it, the innermost last.
    around: Vec<&'s Table>,
}

/// What cannot be said denies. The checks refuse it before it comes here.
const DENY: &str = "false";

/// The caller's id in a type that cannot hold it, which the checks refuse too: it matches nothing, also under `!`.
const NOBODY: &str = "NULL";

impl<'s> Writer<'s> {
    /// True where the predicate holds.
    fn positive(&self, expr: &Expr) -> String {
        match expr {
            Expr::Bool(value) => value.to_string(),
            Expr::Sql(sql) => sql.trim().to_owned(),
            Expr::Exists(sql) => format!("EXISTS ({})", sql.trim()),
            Expr::Owner(column) => self.compare(&Value::column(column), Op::Eq, &Value::CallerId),
            Expr::Column(column) => quote(column),
            Expr::Compare(Compare { left, op: Op::Ne, right }) if self.may_be_null(left, right) => {
                format!("({}) IS NOT TRUE", self.compare(left, Op::Eq, right))
            }
            Expr::Compare(Compare { left, op, right }) => self.compare(left, *op, right),
            Expr::In(value, list) => self.one_of(value, list, "IN"),
            Expr::Present(value) => format!("{} IS NOT NULL", self.value(value, None)),
            Expr::Among(among) => self.among(among),
            Expr::And(parts) => self.joined(parts, " AND ", Self::positive),
            Expr::Or(parts) => self.joined(parts, " OR ", Self::positive),
            Expr::Not(inner) => self.negative(inner),
        }
    }

    /// True where the predicate's `!` holds.
    fn negative(&self, expr: &Expr) -> String {
        match expr {
            Expr::Bool(value) => (!value).to_string(),
            Expr::Not(inner) => self.positive(inner),
            Expr::Compare(Compare { left, op, right }) if !self.may_be_null(left, right) => {
                self.compare(left, op.negated(), right)
            }
            Expr::Compare(Compare { left, op: Op::Ne, right }) => self.compare(left, Op::Eq, right),
            Expr::In(value, list) if !self.may_be_null(value, value) => self.one_of(value, list, "NOT IN"),
            Expr::Present(Value::Column(column)) => format!("{} IS NULL", quote(column)),
            // absent for whoever has no session, too
            Expr::Present(_) => DENY.to_owned(),
            Expr::Among(among) => self.not_among(among),
            Expr::Column(column) if !self.nullable(column) => format!("NOT {}", quote(column)),
            Expr::Exists(_) => format!("NOT {}", self.positive(expr)),
            natural if self.is_natural(natural) => {
                format!("NOT {}", self.operand(self.positive(natural), natural))
            }
            Expr::And(parts) => self.joined(parts, " OR ", Self::negative),
            Expr::Or(parts) => self.joined(parts, " AND ", Self::negative),
            columns => format!("{} IS NOT TRUE", self.operand(self.positive(columns), columns)),
        }
    }

    /// Whether SQL says NULL or false exactly where the predicate's `!` does not hold or does, so that NOT says `!`.
    fn is_natural(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Bool(_) | Expr::Sql(_) | Expr::Exists(_) | Expr::Owner(_) => true,
            Expr::Column(column) => !self.nullable(column),
            Expr::Compare(Compare { left, right, .. }) => !self.may_be_null(left, right),
            Expr::In(value, _) => !self.may_be_null(value, value),
            Expr::Present(value) => !value.is_the_callers(),
            Expr::Among(_) => false,
            Expr::And(parts) | Expr::Or(parts) => parts.iter().all(|part| self.is_natural(part)),
            Expr::Not(inner) => self.is_natural(inner),
        }
    }

    fn joined(&self, parts: &[Expr], join: &str, write: fn(&Self, &Expr) -> String) -> String {
        if parts.is_empty() {
            return (join == " AND ").to_string();
        }
        let parts: Vec<String> = parts.iter().map(|part| self.operand(write(self, part), part)).collect();
        parts.join(join)
    }

    /// SQL inside another predicate: always in brackets, since nothing here knows how a text binds.
    fn operand(&self, sql: String, expr: &Expr) -> String {
        let _ = self;
        if matches!(expr, Expr::Bool(_) | Expr::Column(_)) && !sql.contains(' ') {
            sql
        } else {
            format!("({sql})")
        }
    }

    fn compare(&self, left: &Value, op: Op, right: &Value) -> String {
        format!("{} {} {}", self.value(left, Some(right)), op.sql(), self.value(right, Some(left)))
    }

    fn one_of(&self, value: &Value, list: &[Literal], word: &str) -> String {
        if list.is_empty() {
            let of_caller = value.is_the_callers() && word == "NOT IN";
            return if of_caller {
                self.positive(&Expr::present(value.clone()))
            } else {
                (word == "NOT IN").to_string()
            };
        }
        let first = list.first().map(|first| Value::Literal(first.clone()));
        let list: Vec<String> =
            list.iter().map(|item| self.value(&Value::Literal(item.clone()), Some(value))).collect();
        format!("{} {word} ({})", self.value(value, first.as_ref()), list.join(", "))
    }

    /// A value, in the type of the one that it is compared with.
    fn value(&self, value: &Value, other: Option<&Value>) -> String {
        let column = match other {
            Some(Value::Column(name)) => self.table().find_column(name).map(|column| &column.ty),
            _ => None,
        };
        match value {
            Value::Column(name) => quote(name),
            Value::Now => "now()".to_owned(),
            Value::Ago(interval) => format!("now() - interval {}", literal(interval)),
            Value::Ahead(interval) => format!("now() + interval {}", literal(interval)),
            // else it would be a double, which no real that is no sum of halves is equal to
            Value::Literal(Literal::Number(digits)) if column == Some(&Type::Real) => {
                format!("{digits}::real")
            }
            Value::Literal(value) => constant(value),
            Value::CallerId => match (other, column) {
                (Some(Value::Column(_)), ty) => ty
                    .and_then(Type::caller_id)
                    .map_or(NOBODY.to_owned(), |ty| self.provider.caller_id_once(ty)),
                _ => self.provider.caller_id_once(CallerId::Text),
            },
            Value::Claim(path) => {
                let claim = self.provider.claim_once(path);
                let cast = match (other, column) {
                    (_, Some(ty)) if ty.is_text() => None,
                    // to a length, a cast would cut: another's value could come of it
                    (_, Some(ty)) => Some(type_name(&ty.without_length())),
                    (Some(Value::Literal(Literal::Number(_))), None) => Some("numeric".to_owned()),
                    (Some(Value::Literal(Literal::Bool(_))), None) => Some("boolean".to_owned()),
                    (Some(Value::Now | Value::Ago(_) | Value::Ahead(_)), None) => {
                        Some("timestamp with time zone".to_owned())
                    }
                    _ => None,
                };
                match cast {
                    Some(ty) => format!("{claim}::{ty}"),
                    None => claim,
                }
            }
        }
    }

    fn among(&self, among: &Among) -> String {
        let column = quote(&among.column);
        if let Some(helper) = &among.helper {
            return format!("{column} = ANY (ARRAY(SELECT {}()))", helper.quoted());
        }
        let Some(mut inner) = self.inside(among) else { return DENY.to_owned() };
        let (key, other) = (quote(&among.key), among.table.quoted());
        // a parent by its key, where rows come one at a time; the name of this table must still mean this table
        let seen = self.around.iter().any(|table| table.name.name == among.table.name);
        if self.clause == Clause::Check && among.relation == Relation::Parent && !seen {
            let outer = format!("{}.{column}", self.table().name.quoted());
            let when = inner.operand(inner.positive(&among.when), &among.when);
            return format!("EXISTS (SELECT FROM {other} WHERE {key} = {outer} AND {when})");
        }
        // many rows are looked at in there, whatever this clause is
        inner.clause = Clause::Using;
        format!("{column} = ANY (ARRAY(SELECT {key} FROM {other} WHERE {}))", inner.positive(&among.when))
    }

    /// No such row is there, and that is not for want of a caller or of a value.
    fn not_among(&self, among: &Among) -> String {
        let mut all = self.callers_in(among);
        if self.nullable(&among.column) {
            all.insert(0, format!("{} IS NOT NULL", quote(&among.column)));
        }
        // a NULL among the keys would leave NOT with NULL
        let found = self.among(among);
        all.push(match self.inside(among) {
            Some(inner) if !inner.nullable(&among.key) => format!("NOT ({found})"),
            _ => format!("({found}) IS NOT TRUE"),
        });
        if all.len() == 1 {
            all.remove(0)
        } else {
            all.iter().map(|part| format!("({part})")).collect::<Vec<_>>().join(" AND ")
        }
    }

    /// What the caller must have for the predicate over the other table to be more than unknown, as SQL.
    fn callers_in(&self, among: &Among) -> Vec<String> {
        let Some(inner) = self.inside(among) else { return vec![DENY.to_owned()] };
        let mut all: Vec<String> = Vec::new();
        for (atom, _) in among.when.atoms() {
            let found = match atom {
                Expr::Owner(column) => vec![inner.value(&Value::CallerId, Some(&Value::column(column)))],
                Expr::Compare(Compare { left, right, .. }) => [(left, right), (right, left)]
                    .into_iter()
                    .filter(|(value, _)| value.is_the_callers())
                    .map(|(value, other)| inner.value(value, Some(other)))
                    .collect(),
                Expr::In(value, _) | Expr::Present(value) if value.is_the_callers() => {
                    vec![inner.value(value, None)]
                }
                Expr::Among(deeper) => {
                    all.extend(inner.callers_in(deeper));
                    continue;
                }
                _ => continue,
            };
            all.extend(found.into_iter().map(|value| format!("{value} IS NOT NULL")));
        }
        all.sort();
        all.dedup();
        all
    }

    /// The same writer for a predicate over the other table; none where the schema has no such table.
    fn inside(&self, among: &Among) -> Option<Writer<'s>> {
        let table = self.schema.find_table(&among.table)?;
        let mut around = self.around.clone();
        around.push(table);
        Some(Writer { around, ..*self })
    }

    fn table(&self) -> &'s Table {
        self.around[self.around.len() - 1]
    }

    fn nullable(&self, column: &str) -> bool {
        self.table().find_column(column).is_none_or(|column| column.nullable)
    }

    /// Whether a NULL in a column makes the comparison NULL, with nothing of the caller's in it.
    fn may_be_null(&self, left: &Value, right: &Value) -> bool {
        let null = |value: &Value| matches!(value, Value::Column(column) if self.nullable(column));
        !left.is_the_callers() && !right.is_the_callers() && (null(left) || null(right))
    }
}

/// A constant as SQL. A text is written without a type, which it then takes from the other side.
fn constant(value: &Literal) -> String {
    match value {
        Literal::Bool(value) => value.to_string(),
        Literal::Number(digits) => digits.clone(),
        // a variant that no enum has was refused when the schema was settled
        Literal::Text(text) | Literal::Variant(text) => literal(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ident::QName, schema::Column};

    fn said(expr: &Expr) -> String {
        let table = Table::new(QName::new("t")).column(Column::new("n", Type::BigInt));
        predicate(&Schema::new(), &Provider::Neon, &table, expr, Clause::Using)
    }

    /// No syntax leads here; what is built by hand must not let through more than it says.
    #[test]
    fn what_no_column_can_hold_lets_nothing_through_either_way() {
        assert_eq!(said(&Expr::owner("n")), r#""n" = NULL"#);
        assert_eq!(said(&Expr::owner("n").not()), r#"NOT ("n" = NULL)"#);
    }

    #[test]
    fn among_nothing_is_no_value_and_not_among_nothing_is_each_that_is_there() {
        let none = |value| Expr::is_in(value, []);
        assert_eq!(said(&none(Value::column("n"))), "false");
        assert_eq!(said(&none(Value::column("n")).not()), "true");
        let claim = none(Value::claim(["role"]));
        assert_eq!(said(&claim), "false");
        assert_eq!(said(&claim.not()), "((SELECT auth.session()) ->> 'role') IS NOT NULL");
    }
}
