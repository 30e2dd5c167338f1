//! What is a schema whose names may change, and yet all that refers to a thing still does?
//!
//! Every table, column, enum, value and role has a token for its name, and what it is called is looked up when the
//! schema is [made](Model::declared). So a rename is one entry here, and SQL that names a column follows, as people
//! change their SQL when they rename a field. In SQL a token stands in quotes: `"@c7"`, and `'@v3'` for a value.

use std::collections::{BTreeMap, BTreeSet};

use pg_rls::Provider;
use rls_core::{
    expr::{Compare, Expr, Literal, Value},
    ident::{QName, literal, quote},
    schema::{Column, Constraint, Default, Enum, Index, Key, KeyItem, Role, Schema, Table, Type},
};

/// A schema in tokens, and what they stand for.
#[derive(Clone, Debug)]
pub(super) struct Model {
    pub(super) schema: Schema,
    pub(super) provider: Provider,
    /// What is called how. Columns, values and roles have no Postgres schema.
    pub(super) names: BTreeMap<String, QName>,
    /// What things say that they were called before.
    pub(super) was: BTreeMap<String, QName>,
    /// What was renamed by someone who says so.
    pub(super) renamed: BTreeSet<String>,
    count: usize,
}

impl Model {
    pub(super) fn new() -> Self {
        Model {
            schema: Schema::new(),
            provider: Provider::Neon,
            names: BTreeMap::new(),
            was: BTreeMap::new(),
            renamed: BTreeSet::new(),
            count: 0,
        }
    }

    /// A token for a new thing: `t`able, `c`olumn, `e`num, `v`alue, `r`ole.
    pub(super) fn token(&mut self, kind: char, name: QName) -> String {
        self.count += 1;
        let token = format!("@{kind}{}", self.count);
        self.names.insert(token.clone(), name);
        token
    }

    /// What a token stands for; what is no token stands for itself.
    pub(super) fn name(&self, token: &str) -> QName {
        self.names.get(token).cloned().unwrap_or_else(|| QName::new(token))
    }

    fn plain(&self, token: &str) -> String {
        self.name(token).name
    }

    /// The schema as its author would declare it.
    pub(super) fn declared(&self) -> Schema {
        let mut schema = Schema { private: self.schema.private.clone(), ..Schema::new() };
        schema.enums = self.schema.enums.iter().map(|one| self.enumeration(one)).collect();
        schema.tables = self.schema.tables.iter().map(|table| self.table(table)).collect();
        for (token, def) in &self.schema.roles {
            let mut def = def.clone();
            def.in_roles.iter_mut().for_each(|role| *role = self.plain(role));
            schema.roles.insert(self.plain(token), def);
        }
        schema
    }

    fn enumeration(&self, one: &Enum) -> Enum {
        let mut made = one.clone();
        made.renamed_from = self.was.get(&one.name.name).cloned();
        made.name = self.name(&one.name.name);
        for value in &mut made.values {
            value.renamed_from = self.was.get(&value.name).map(|was| was.name.clone());
            value.name = self.plain(&value.name);
        }
        made
    }

    fn table(&self, table: &Table) -> Table {
        let mut made = Table { constraints: Vec::new(), indexes: Vec::new(), ..table.clone() };
        made.renamed_from = self.was.get(&table.name.name).cloned();
        made.name = self.name(&table.name.name);
        made.columns.iter_mut().for_each(|column| self.column(column));
        // names by the rule, as the derive gives them, in the order in which they were written
        for constraint in &table.constraints {
            let constraint = self.constraint(&made, constraint);
            made.constraints.push(constraint);
        }
        for index in &table.indexes {
            let index = self.index(&made, index);
            made.indexes.push(index);
        }
        for policy in &mut made.policies {
            policy.roles.iter_mut().for_each(|role| self.role(role));
            [&mut policy.using, &mut policy.check].into_iter().flatten().for_each(|expr| self.expr(expr));
        }
        for grant in &mut made.grants {
            self.role(&mut grant.role);
            grant.columns.iter_mut().for_each(|column| *column = self.plain(column));
        }
        made
    }

    fn column(&self, column: &mut Column) {
        column.renamed_from = self.was.get(&column.name).map(|was| was.name.clone());
        column.name = self.plain(&column.name);
        self.ty(&mut column.ty);
        if let Some(Default::Sql(sql)) = &mut column.default {
            *sql = self.sql(sql);
        }
        if let Some(sql) = &mut column.generated {
            *sql = self.sql(sql);
        }
    }

    fn ty(&self, ty: &mut Type) {
        match ty {
            Type::Array(element) => self.ty(element),
            Type::Enum(name) => *name = self.name(&name.name),
            _ => {}
        }
    }

    fn constraint(&self, made: &Table, constraint: &Constraint) -> Constraint {
        let mut constraint = constraint.clone();
        let all = |columns: &mut Vec<String>| columns.iter_mut().for_each(|one| *one = self.plain(one));
        let (name, label, of) = match &mut constraint {
            Constraint::PrimaryKey { name, columns } => {
                all(columns);
                (name, "pkey", String::new())
            }
            Constraint::Unique { name, columns } => {
                all(columns);
                (name, "key", columns.join("_"))
            }
            Constraint::ForeignKey { name, key } => {
                all(&mut key.columns);
                all(&mut key.references);
                key.table = self.name(&key.table.name);
                (name, "fkey", key.columns.join("_"))
            }
            Constraint::Check { name, column, sql } => {
                *sql = self.sql(sql);
                *column = column.as_ref().map(|column| self.plain(column));
                (name, "check", column.clone().unwrap_or_default())
            }
        };
        if name.is_empty() {
            *name = made.free_name(&of, label);
        }
        constraint
    }

    fn index(&self, made: &Table, index: &Index) -> Index {
        let mut index = index.clone();
        let key = |Key { item, .. }: &mut Key| match item {
            KeyItem::Column(column) => *column = self.plain(column),
            KeyItem::Sql(sql) => *sql = self.sql(sql),
        };
        index.keys.iter_mut().for_each(key);
        index.predicate = index.predicate.as_ref().map(|sql| self.sql(sql));
        if index.name.is_empty() {
            let of = |key: &Key| match &key.item {
                KeyItem::Column(column) => column.clone(),
                KeyItem::Sql(_) => "expr".to_owned(),
            };
            index.name = made.free_name(&index.keys.iter().map(of).collect::<Vec<_>>().join("_"), "idx");
        }
        index
    }

    fn role(&self, role: &mut Role) {
        if let Role::Named(name) = role {
            *name = self.plain(name);
        }
    }

    fn expr(&self, expr: &mut Expr) {
        let value = |value: &mut Value| match value {
            Value::Column(column) => *column = self.plain(column),
            Value::Literal(Literal::Text(text)) => *text = self.plain(text),
            _ => {}
        };
        match expr {
            Expr::Owner(column) | Expr::Column(column) => *column = self.plain(column),
            Expr::Compare(Compare { left, op, right }) => {
                value(left);
                value(right);
                // two columns are kept in the order of their names
                *expr = Expr::compare(left.clone(), *op, right.clone());
            }
            Expr::In(one, list) => {
                value(one);
                for item in list {
                    if let Literal::Text(text) = item {
                        *text = self.plain(text);
                    }
                }
            }
            Expr::Present(one) => value(one),
            Expr::Among(among) => {
                among.column = self.plain(&among.column);
                among.key = self.plain(&among.key);
                among.table = self.name(&among.table.name);
                self.expr(&mut among.when);
            }
            Expr::Exists(sql) | Expr::Sql(sql) => *sql = self.sql(sql),
            Expr::And(parts) | Expr::Or(parts) => parts.iter_mut().for_each(|part| self.expr(part)),
            Expr::Not(inner) => self.expr(inner),
            _ => {}
        }
    }

    /// SQL with names where tokens stand. Every other thing is written without quotes where it needs none, as people do.
    pub(super) fn sql(&self, sql: &str) -> String {
        let mut made = String::new();
        let mut rest = sql;
        while let Some(at) = rest.find('@') {
            let mark = rest[..at].chars().next_back();
            let Some(mark @ ('"' | '\'')) = mark else {
                made.push_str(&rest[..=at]);
                rest = &rest[at + 1..];
                continue;
            };
            made.push_str(&rest[..at - 1]);
            let length = rest[at..].find(mark).unwrap();
            let token = &rest[at..at + length];
            made.push_str(&if mark == '\'' { literal(&self.plain(token)) } else { self.written(token) });
            rest = &rest[at + length + 1..];
        }
        made + rest
    }

    fn written(&self, token: &str) -> String {
        let name = self.name(token);
        let even = token.bytes().next_back().is_some_and(|digit| digit % 2 == 0);
        let bare = |name: &str| {
            name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
                && !matches!(name, "user" | "select" | "order" | "table")
        };
        let part = |name: &str| if even && bare(name) { name.to_owned() } else { quote(name) };
        match &name.schema {
            Some(schema) => format!("{}.{}", part(schema), part(&name.name)),
            None => part(&name.name),
        }
    }
}

/// The tokens that stand in a piece of SQL.
pub(super) fn tokens(sql: &str) -> Vec<&str> {
    let after = sql.match_indices('@').map(|(at, _)| &sql[at..]);
    after.map(|rest| &rest[..rest.find(['"', '\'']).unwrap_or(rest.len())]).collect()
}

#[test]
fn sql_follows_its_names() {
    let mut model = Model::new();
    let column = model.token('c', QName::new("a\"b"));
    let table = model.token('t', QName::qualified("app", "notes"));
    let value = model.token('v', QName::new("it's"));
    let sql = format!("x@y = '{value}' AND \"{table}\".\"{column}\"");
    assert_eq!(model.sql(&sql), "x@y = 'it''s' AND app.notes.\"a\"\"b\"");
    assert_eq!(tokens(&sql)[1..], [value, table, column]);
}
