//! Which columns, tables and functions does a piece of a schema read?
//!
//! Of SQL only its words are known, so it is taken to read whatever it could: too much makes a thing go and come back
//! that could have stayed, too little makes Postgres refuse.

use std::collections::BTreeSet;

use super::renames::{Name, name};
use crate::{
    expr::{Compare, Expr, Value},
    ident::QName,
    lex::{self, Kind},
    schema::{Function, Policy, Table},
};

/// What is read.
#[derive(Clone, Debug, Default)]
pub(super) struct Reads {
    columns: BTreeSet<(Name, String)>,
    tables: BTreeSet<Name>,
    functions: BTreeSet<Name>,
    /// The words of SQL, and the table that it is over.
    words: BTreeSet<String>,
    texts: BTreeSet<String>,
    over: BTreeSet<Name>,
}

impl Reads {
    /// Of a policy.
    pub(super) fn of_policy(table: &Table, policy: &Policy) -> Self {
        let mut reads = Reads::default();
        [&policy.using, &policy.check].into_iter().flatten().for_each(|expr| reads.expr(&table.name, expr));
        reads
    }

    /// Of a lookup function's body and of its result.
    pub(super) fn of_function(function: &Function) -> Self {
        let mut reads = Reads::default();
        reads.tables.insert(name(&function.table));
        reads.column(&function.table, &function.key);
        reads.expr(&function.table, &function.when);
        reads
    }

    /// Of SQL over a table: a check, a generated column, an index's expression.
    pub(super) fn of_sql(table: &QName, sql: &str) -> Self {
        let mut reads = Reads::default();
        reads.sql(table, sql);
        reads
    }

    /// Whether it reads this column, as far as can be known.
    pub(super) fn has_column(&self, table: &QName, column: &str) -> bool {
        let table_key = name(table);
        self.columns.contains(&(table_key.clone(), column.to_owned()))
            || self.words.contains(column)
                && (self.over.contains(&table_key) || self.words.contains(&table.name))
    }

    /// The functions that it calls for sure.
    pub(super) fn functions(&self) -> impl Iterator<Item = &Name> {
        self.functions.iter()
    }

    /// The columns that it reads for sure.
    pub(super) fn columns(&self) -> impl Iterator<Item = &(Name, String)> {
        self.columns.iter()
    }

    /// The tables that it looks into for sure.
    pub(super) fn tables(&self) -> impl Iterator<Item = &Name> {
        self.tables.iter()
    }

    /// The tables that SQL in it is over.
    pub(super) fn over(&self) -> impl Iterator<Item = &Name> {
        self.over.iter()
    }

    /// The words of SQL in it, in order.
    pub(super) fn words(&self) -> impl Iterator<Item = &String> {
        self.words.iter()
    }

    /// The texts in it, in order.
    pub(super) fn texts(&self) -> impl Iterator<Item = &String> {
        self.texts.iter()
    }

    fn column(&mut self, table: &QName, column: &str) {
        self.columns.insert((name(table), column.to_owned()));
    }

    fn expr(&mut self, over: &QName, expr: &Expr) {
        match expr {
            Expr::Bool(_) => {}
            Expr::Owner(column) | Expr::Column(column) => self.column(over, column),
            Expr::Compare(Compare { left, right, .. }) => {
                self.value(over, left);
                self.value(over, right);
            }
            Expr::In(value, literals) => {
                self.value(over, value);
                literals.iter().for_each(|literal| self.literal(literal));
            }
            Expr::Present(value) => self.value(over, value),
            Expr::Among(among) => {
                self.column(over, &among.column);
                if let Some(helper) = &among.helper {
                    self.functions.insert(name(helper));
                } else {
                    self.tables.insert(name(&among.table));
                    self.column(&among.table, &among.key);
                    self.expr(&among.table, &among.when);
                }
            }
            Expr::Exists(sql) | Expr::Sql(sql) => self.sql(over, sql),
            Expr::And(parts) | Expr::Or(parts) => parts.iter().for_each(|part| self.expr(over, part)),
            Expr::Not(inner) => self.expr(over, inner),
        }
    }

    fn value(&mut self, over: &QName, value: &Value) {
        match value {
            Value::Column(column) => self.column(over, column),
            Value::Literal(literal) => self.literal(literal),
            _ => {}
        }
    }

    fn literal(&mut self, literal: &crate::expr::Literal) {
        if let crate::expr::Literal::Text(text) = literal {
            self.texts.insert(text.clone());
        }
    }

    fn sql(&mut self, over: &QName, sql: &str) {
        self.over.insert(name(over));
        for token in lex::tokens(sql).unwrap_or_default() {
            let text = &sql[token.range];
            match token.kind {
                Kind::Word | Kind::Quoted => {
                    self.words.insert(lex::name(text));
                }
                Kind::Text => {
                    self.texts.insert(lex::text(text));
                }
                Kind::Number | Kind::Symbol => {}
            }
        }
    }
}
