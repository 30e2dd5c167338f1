//! What no longer fits once something is gone or of another type, and what becomes of it?
//!
//! It goes, as an author would take it out because the compiler or the database complains; a predicate is written anew.

use std::collections::BTreeSet;

use rls_core::{
    expr::{Among, Compare, Expr, Literal, Value, eval::Kind},
    fits,
    schema::{Column, Constraint, Default, Index, KeyItem, Role, Schema, Table, Type},
};

use super::{
    model::{Model, tokens},
    policies, types,
};
use crate::random::{Rng, kind};

impl Model {
    /// Takes out what does not fit. Predicates that do not are written anew, or let all rows through if no number is
    /// given.
    pub(super) fn mend(&mut self, mut rng: Option<&mut Rng>) {
        let roles: BTreeSet<String> = self.schema.roles.keys().cloned().collect();
        let is_role = |name: &str| !name.starts_with('@') || roles.contains(name);
        for def in self.schema.roles.values_mut() {
            def.in_roles.retain(|role| is_role(role));
        }
        for at in 0..self.schema.tables.len() {
            self.columns(at);
            let table = &mut self.schema.tables[at];
            let known: BTreeSet<String> = table.columns.iter().map(|column| column.name.clone()).collect();
            let named = |role: &Role| !matches!(role, Role::Named(name) if !is_role(name));
            table.policies.iter_mut().for_each(|policy| policy.roles.retain(named));
            table.policies.retain(|policy| !policy.roles.is_empty());
            table.grants.retain_mut(|grant| {
                let whole = grant.columns.is_empty();
                grant.columns.retain(|column| known.contains(column));
                named(&grant.role) && (whole || !grant.columns.is_empty())
            });
        }
        self.constraints();
        for at in 0..self.schema.tables.len() {
            let known = self.all_tokens();
            let table = self.schema.tables[at].clone();
            let fits = |index: &Index| index_fits(&table, index, &known);
            self.schema.tables[at].indexes.retain(fits);
            for (number, policy) in table.policies.iter().enumerate() {
                for (clause, check) in [(&policy.using, false), (&policy.check, true)] {
                    let Some(expr) = clause else { continue };
                    if expr_fits(&self.schema, &table, expr, &known) {
                        continue;
                    }
                    let new = match &mut rng {
                        Some(rng) => policies::predicate(self, at, rng),
                        None => Expr::Bool(true),
                    };
                    let policy = &mut self.schema.tables[at].policies[number];
                    *if check { &mut policy.check } else { &mut policy.using } = Some(new);
                }
            }
        }
    }

    fn all_tokens(&self) -> BTreeSet<String> {
        let tables = self.schema.tables.iter().flat_map(|table| {
            std::iter::once(&table.name.name).chain(table.columns.iter().map(|column| &column.name))
        });
        let enums = self.schema.enums.iter().flat_map(|one| {
            std::iter::once(&one.name.name).chain(one.values.iter().map(|value| &value.name))
        });
        tables.chain(enums).cloned().collect()
    }

    fn columns(&mut self, at: usize) {
        let known = self.all_tokens();
        let Schema { tables, enums, .. } = &mut self.schema;
        let table = &mut tables[at];
        for column in &mut table.columns {
            let (is_array, element) = match &column.ty {
                Type::Array(element) => (true, (**element).clone()),
                other => (false, other.clone()),
            };
            if let Type::Enum(name) = element
                && !enums.iter().any(|one| one.name == name)
            {
                column.ty = if is_array { Type::array(Type::Text) } else { Type::Text };
                column.default = None;
            }
            if let Some(Default::Sql(sql)) = &column.default
                && !tokens(sql).iter().all(|token| known.contains(*token))
            {
                column.default = None;
            }
        }
        let plain: BTreeSet<String> = table
            .columns
            .iter()
            .filter(|column| column.generated.is_none())
            .map(|column| column.name.clone())
            .collect();
        for column in &mut table.columns {
            if let Some(sql) = &column.generated
                && !tokens(sql).iter().all(|token| plain.contains(*token))
            {
                column.generated = None;
            }
        }
    }

    fn constraints(&mut self) {
        // a key that goes takes those with it that refer to it
        loop {
            let before = self.clone();
            let known = self.all_tokens();
            for at in 0..self.schema.tables.len() {
                let table = before.schema.tables[at].clone();
                let mut keyed = false;
                let fits = |constraint: &Constraint| {
                    let first = !matches!(constraint, Constraint::PrimaryKey { .. })
                        || !std::mem::replace(&mut keyed, true);
                    first && constraint_fits(&before.schema, &table, constraint, &known)
                };
                self.schema.tables[at].constraints.retain(fits);
                let key = self.schema.tables[at].key_columns().to_vec();
                for column in &mut self.schema.tables[at].columns {
                    if key.contains(&column.name) || column.identity.is_some() {
                        column.nullable = false;
                    }
                }
            }
            if before.schema == self.schema {
                return;
            }
        }
    }
}

fn constraint_fits(
    schema: &Schema,
    table: &Table,
    constraint: &Constraint,
    known: &BTreeSet<String>,
) -> bool {
    let keyable =
        |column: &String| table.find_column(column).is_some_and(|column| types::may_be_key(&column.ty));
    match constraint {
        Constraint::PrimaryKey { columns, .. } | Constraint::Unique { columns, .. } => {
            columns.iter().all(keyable)
        }
        Constraint::Check { column, sql, .. } => {
            tokens(sql).iter().all(|token| known.contains(*token))
                && column.as_ref().is_none_or(|column| table.find_column(column).is_some())
        }
        Constraint::ForeignKey { key, .. } => {
            let Some(to) = schema.find_table(&key.table) else { return false };
            let referred = if key.references.is_empty() { to.key_columns() } else { &key.references };
            let is_key =
                to.constraints.iter().filter_map(Constraint::indexed_columns).any(|one| one == referred);
            let same =
                |(own, their): (&String, &String)| match (table.find_column(own), to.find_column(their)) {
                    (Some(own), Some(their)) => {
                        own.ty == their.ty && own.collate == their.collate && own.generated.is_none()
                    }
                    _ => false,
                };
            is_key && referred.len() == key.columns.len() && key.columns.iter().zip(referred).all(same)
        }
    }
}

fn index_fits(table: &Table, index: &Index, known: &BTreeSet<String>) -> bool {
    let sql_fits = |sql: &String| tokens(sql).iter().all(|token| known.contains(*token));
    index.predicate.iter().all(sql_fits)
        && index.keys.iter().all(|key| {
            let name = match &key.item {
                KeyItem::Column(column) => column.clone(),
                KeyItem::Sql(sql) => tokens(sql)[0].to_owned(),
            };
            let Some(Column { ty, .. }) = table.find_column(&name) else { return false };
            let text = key.class.is_some() || matches!(key.item, KeyItem::Sql(_));
            match index.method.as_deref() {
                Some("gin") => matches!(ty, Type::Jsonb | Type::Array(_)),
                _ => types::may_be_key(ty) && (!text || *ty == Type::Text),
            }
        })
}

fn expr_fits(schema: &Schema, table: &Table, expr: &Expr, known: &BTreeSet<String>) -> bool {
    let ty = |name: &str| table.find_column(name).map(|column| &column.ty);
    // of types that are known by name only, nothing is known that they could be compared with
    let known_type = |column: &str| ty(column).is_some_and(|ty| kind(ty) != Kind::Other);
    let of = |value: &Value| match value {
        Value::Column(column) => known_type(column),
        _ => true,
    };
    // a constant beside an enum's column is a value of it
    let says = |value: &Value, literal: &Literal| match (value, literal) {
        (Value::Column(column), Literal::Text(text)) => match ty(column) {
            Some(found @ Type::Enum(_)) => types::values(schema, found).contains(&format!("'{text}'")),
            _ => !text.starts_with('@'),
        },
        _ => true,
    };
    let fits = match expr {
        Expr::And(parts) | Expr::Or(parts) => {
            return parts.iter().all(|part| expr_fits(schema, table, part, known));
        }
        Expr::Not(inner) => return expr_fits(schema, table, inner, known),
        Expr::Owner(column) | Expr::Column(column) => ty(column).is_some(),
        Expr::Compare(Compare { left, right, .. }) => {
            of(left)
                && of(right)
                && match right {
                    Value::Literal(literal) => says(left, literal),
                    _ => true,
                }
        }
        Expr::In(value, list) => of(value) && list.iter().all(|literal| says(value, literal)),
        Expr::Present(Value::Column(column)) => ty(column).is_some(),
        Expr::Present(_) => true,
        Expr::Among(among) => {
            let Among { column, table: other, key, when, .. } = &**among;
            return schema.find_table(other).is_some_and(|other| {
                let same =
                    ty(column).is_some() && ty(column) == other.find_column(key).map(|column| &column.ty);
                same && expr_fits(schema, other, when, known)
            });
        }
        Expr::Sql(sql) | Expr::Exists(sql) => tokens(sql).iter().all(|token| known.contains(*token)),
        _ => true,
    };
    fits && fits::misfit(expr, &ty).is_none()
}

/// Takes out SQL about a column that is of another type now, unless it goes with every type.
pub(super) fn forget(model: &mut Model, at: usize, column: &str, closely_related: bool) {
    let quoted = format!("\"{column}\"");
    let any = |sql: &str| {
        let bare = sql.replace(&quoted, "_");
        let bare = bare.rsplit('.').next().unwrap_or_default();
        closely_related || matches!(bare, "_ IS NOT NULL" | "_ IS NULL OR true" | "NOT (_ IS NULL)")
    };
    let stays = |sql: &str| !sql.contains(&quoted) || any(sql);
    for (number, table) in model.schema.tables.iter_mut().enumerate() {
        for policy in &mut table.policies {
            for clause in [&mut policy.using, &mut policy.check].into_iter().flatten() {
                forget_in(clause, &stays);
            }
        }
        if number != at {
            continue;
        }
        table.constraints.retain(|constraint| match constraint {
            Constraint::Check { sql, .. } => stays(sql),
            _ => true,
        });
        table.indexes.retain(|index| index.predicate.as_deref().is_none_or(stays));
        for other in &mut table.columns {
            if other.generated.as_deref().is_some_and(|sql| !stays(sql)) {
                other.generated = None;
            }
        }
    }
}

fn forget_in(expr: &mut Expr, stays: &dyn Fn(&str) -> bool) {
    match expr {
        Expr::Sql(sql) | Expr::Exists(sql) if !stays(sql) => *expr = Expr::Bool(true),
        Expr::And(parts) | Expr::Or(parts) => parts.iter_mut().for_each(|part| forget_in(part, stays)),
        Expr::Not(inner) => forget_in(inner, stays),
        Expr::Among(among) => forget_in(&mut among.when, stays),
        _ => {}
    }
}
