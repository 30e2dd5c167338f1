//! The old schema in the new names: what would it say?

use std::collections::BTreeMap;

use super::renames::{Name, Renames, name, of_one};
use crate::{
    expr::{Compare, Expr, Literal, Value},
    ident::{QName, literal, quote},
    lex::{self, Kind},
    resolve::Resolved,
    schema::{Column, Constraint, Default, KeyItem, Schema, Table, Type},
};

/// The old schema, and its tables by their names alone, as SQL may say them.
struct Was<'s> {
    schema: &'s Schema,
    by_name: BTreeMap<&'s str, Vec<&'s Table>>,
}

impl<'s> Was<'s> {
    fn of(schema: &'s Schema) -> Self {
        let mut by_name: BTreeMap<&str, Vec<&Table>> = BTreeMap::new();
        for table in &schema.tables {
            by_name.entry(&table.name.name).or_default().push(table);
        }
        Was { schema, by_name }
    }

    fn find_table(&self, name: &QName) -> Option<&'s Table> {
        self.schema.find_table(name)
    }
}

impl Renames {
    /// A schema as Postgres sees it once everything is renamed: names follow, also inside of predicates and of SQL.
    pub(super) fn rewrite(&self, old: &Resolved) -> Resolved {
        let mut resolved = old.clone();
        if self.is_empty() {
            return resolved;
        }
        let was = &Was::of(&old.schema);
        for one in &mut resolved.schema.enums {
            one.name = self.enumeration(&one.name);
            let key = name(&one.name);
            for value in &mut one.values {
                if let Some(new) = self.values.get(&(key.clone(), value.name.clone())) {
                    value.name.clone_from(new);
                }
            }
        }
        for table in &mut resolved.schema.tables {
            self.table_in_new_names(was, table);
        }
        for function in &mut resolved.schema.functions {
            let Some(over) = was.find_table(&function.table) else { continue };
            self.expr(was, over, &mut function.when);
            function.table = self.table(&over.name);
            function.key = self.column(&function.table, &function.key);
        }
        resolved.schema.tables.sort_by(|a, b| a.name.key().cmp(&b.name.key()));
        resolved.schema.enums.sort_by(|a, b| a.name.key().cmp(&b.name.key()));
        resolved
    }

    fn table_in_new_names(&self, was: &Was<'_>, table: &mut Table) {
        let before = table.clone();
        let over = &before;
        table.name = self.table(&before.name);
        let own = table.name.clone();
        let rename = |column: &mut String| *column = self.column(&own, column);
        for column in &mut table.columns {
            self.column_in_new_names(was, over, column);
        }
        for constraint in &mut table.constraints {
            match constraint {
                Constraint::PrimaryKey { columns, .. } | Constraint::Unique { columns, .. } => {
                    columns.iter_mut().for_each(rename);
                }
                Constraint::Check { column, sql, .. } => {
                    column.iter_mut().for_each(rename);
                    *sql = self.sql(was, over, sql);
                }
                Constraint::ForeignKey { key, .. } => {
                    key.columns.iter_mut().for_each(rename);
                    key.table = self.table(&key.table);
                    for column in &mut key.references {
                        *column = self.column(&key.table, column);
                    }
                }
            }
        }
        for index in &mut table.indexes {
            for key in &mut index.keys {
                match &mut key.item {
                    KeyItem::Column(column) => rename(column),
                    KeyItem::Sql(sql) => *sql = self.sql(was, over, sql),
                }
            }
            if let Some(sql) = &mut index.predicate {
                *sql = self.sql(was, over, sql);
            }
        }
        for policy in &mut table.policies {
            for expr in [&mut policy.using, &mut policy.check].into_iter().flatten() {
                self.expr(was, over, expr);
            }
        }
        for grant in &mut table.grants {
            grant.columns.iter_mut().for_each(rename);
            grant.columns.sort();
        }
        table.grants.sort();
    }

    fn column_in_new_names(&self, was: &Was<'_>, over: &Table, column: &mut Column) {
        if let Some(sql) = &mut column.generated {
            *sql = self.sql(was, over, sql);
        }
        if let Some(Default::Sql(sql)) = &mut column.default {
            *sql = self.sql(was, over, sql);
        }
        column.name = self.column(&self.table(&over.name), &column.name);
        self.ty(&mut column.ty);
    }

    fn ty(&self, ty: &mut Type) {
        match ty {
            Type::Enum(name) => *name = self.enumeration(name),
            Type::Array(element) => self.ty(element),
            _ => {}
        }
    }

    /// A predicate over a table, which still has its old name.
    fn expr(&self, was: &Was<'_>, over: &Table, expr: &mut Expr) {
        let own = self.table(&over.name);
        match expr {
            Expr::Owner(column) | Expr::Column(column) => *column = self.column(&own, column),
            Expr::Compare(Compare { left, right, .. }) => {
                let values = [left.clone(), right.clone()];
                for (side, other) in [(left, &values[1]), (right, &values[0])] {
                    self.value(over, side, other);
                }
            }
            Expr::In(value, list) => {
                for literal in list {
                    self.literal(over, literal, value);
                }
                let column = value.clone();
                self.value(over, value, &column);
            }
            Expr::Present(value) => {
                let column = value.clone();
                self.value(over, value, &column);
            }
            Expr::Among(among) => {
                among.column = self.column(&own, &among.column);
                if let Some(other) = was.find_table(&among.table) {
                    self.expr(was, other, &mut among.when);
                }
                among.table = self.table(&among.table);
                among.key = self.column(&among.table, &among.key);
            }
            Expr::Exists(sql) | Expr::Sql(sql) => *sql = self.sql(was, over, sql),
            Expr::And(parts) | Expr::Or(parts) => {
                parts.iter_mut().for_each(|part| self.expr(was, over, part));
            }
            Expr::Not(inner) => self.expr(was, over, inner),
            Expr::Bool(_) => {}
        }
    }

    fn value(&self, over: &Table, value: &mut Value, other: &Value) {
        match value {
            Value::Column(column) => *column = self.column(&self.table(&over.name), column),
            Value::Literal(literal) => self.literal(over, literal, other),
            _ => {}
        }
    }

    /// A value of an enum, where it stands beside a column of that enum.
    fn literal(&self, over: &Table, literal: &mut Literal, beside: &Value) {
        let (Literal::Text(text), Value::Column(column)) = (literal, beside) else { return };
        let Some(of) = over.find_column(column).and_then(|column| enum_of(&column.ty)) else { return };
        if let Some(new) = self.values.get(&(name(&self.enumeration(of)), text.clone())) {
            text.clone_from(new);
        }
    }

    /// SQL over a table, token by token: names of its columns, of tables and of their columns, values of its enums.
    /// What is no such name may be changed too; that the text then equals the new one tells that it was one.
    fn sql(&self, was: &Was<'_>, over: &Table, sql: &str) -> String {
        let Ok(tokens) = lex::tokens(sql) else { return sql.to_owned() };
        let said: Vec<String> = tokens.iter().map(|token| lex::name(&sql[token.range.clone()])).collect();
        let mut names: Vec<&str> = said.iter().map(String::as_str).collect();
        names.sort_unstable();
        names.dedup();
        let named = names.iter().filter_map(|name| was.by_name.get(name)).flatten().copied();
        let others: Vec<&Table> = named.filter(|table| table.name != over.name).collect();
        let enums: Vec<Name> = over
            .columns
            .iter()
            .filter_map(|column| enum_of(&column.ty))
            .map(|of| name(&self.enumeration(of)))
            .collect();
        let mut written = String::with_capacity(sql.len());
        let mut end = 0;
        for (token, said) in tokens.iter().zip(&said) {
            let text = &sql[token.range.clone()];
            written.push_str(&sql[end..token.range.start]);
            end = token.range.end;
            let new = match token.kind {
                Kind::Word | Kind::Quoted => self
                    .word(over, &others, said)
                    .map(|new| if token.kind == Kind::Word && is_bare(&new) { new } else { quote(&new) }),
                Kind::Text => enums.iter().find_map(|of| {
                    let new = of_one(&self.values, of).find(|(old, _)| literal(old) == text);
                    new.map(|(_, new)| literal(new))
                }),
                _ => None,
            };
            written.push_str(new.as_deref().unwrap_or(text));
        }
        written.push_str(&sql[end..]);
        written
    }

    fn word(&self, over: &Table, others: &[&Table], said: &str) -> Option<String> {
        let column =
            |table: &Table| self.columns.get(&(name(&self.table(&table.name)), said.to_owned())).cloned();
        let table = |table: &Table| {
            let named = table.name.name == said;
            named.then(|| self.tables.get(&name(&table.name))).flatten().map(|new| new.name.clone())
        };
        let all = || std::iter::once(over).chain(others.iter().copied());
        all().find_map(column).or_else(|| all().find_map(table))
    }
}

/// The enum that a type is, or is an array of.
pub(super) fn enum_of(ty: &Type) -> Option<&QName> {
    match ty {
        Type::Enum(name) => Some(name),
        Type::Array(element) => enum_of(element),
        _ => None,
    }
}

/// Whether a name needs no quotes, as far as its characters go.
fn is_bare(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|c| c.is_ascii_lowercase() || c == '_')
        && chars.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}
