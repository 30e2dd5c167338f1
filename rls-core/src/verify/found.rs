//! Which values count?
//!
//! Predicates are gone through for what their columns are compared with: the caller's id, a claim, constants, the time, the
//! keys of other tables. SQL is understood first, so that what is in it counts too.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    constants::{INSTANTS, around, array, claimed, constants},
    pattern::{like, regex},
    shapes::known_in,
    values::length,
};
use crate::{
    expr::{Among, Compare, Expr, Literal, Op, Value},
    ident::QName,
    resolve::Resolved,
    schema::{CallerId, Constraint, Schema, Table, Type},
    understand,
};

/// A column of a table.
pub type At = (QName, String);

/// What a claim is compared with.
#[derive(Clone, Debug, Default)]
pub struct Claim {
    /// Constants.
    pub constants: Vec<(Op, Literal)>,
    /// Columns, by their types.
    pub columns: Vec<Type>,
    /// Whether it is compared with a time.
    pub time: bool,
}

/// An atom of a policy, or of a predicate over another table's rows in one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Atom {
    /// The table that it is over.
    pub table: QName,
    /// The atom.
    pub expr: Expr,
}

/// What was found in the predicates.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The values of columns.
    pub picks: BTreeMap<At, Vec<String>>,
    /// Columns whose values are keys of another table's rows: that table and its column.
    pub links: BTreeMap<At, At>,
    /// The atoms.
    pub atoms: Vec<Atom>,
    /// What tokens are asked for, by its path.
    pub claims: BTreeMap<Vec<String>, Claim>,
    /// Constants that the caller's id is compared with.
    pub known_ids: Vec<String>,
    ids: [String; 3],
    is_uuid: bool,
}

impl Found {
    /// In a schema's policies.
    pub fn new(resolved: &Resolved) -> Self {
        let lifted = understand::lift(resolved);
        let mut found = Found::default();
        let columns = resolved.schema.tables.iter().flat_map(|table| &table.columns);
        // an id that is a uuid is a text, too
        found.is_uuid = columns.into_iter().any(|column| column.ty.caller_id() == Some(CallerId::Uuid));
        found.ids = ids(&lifted, found.is_uuid);
        for table in &lifted.schema.tables {
            for policy in &table.policies {
                for expr in [&policy.using, &policy.check].into_iter().flatten() {
                    found.walk(resolved, &lifted.schema, table, expr, 0);
                }
            }
        }
        found.atoms.sort();
        found.atoms.dedup();
        found.third(&resolved.schema);
        found.spread(&resolved.schema);
        found
    }

    /// The ids of those to whom rows belong, and of one to whom none does.
    pub fn ids(&self) -> [&str; 3] {
        self.ids.each_ref().map(String::as_str)
    }

    /// Whether ids are uuids.
    pub fn is_uuid(&self) -> bool {
        self.is_uuid
    }

    /// The columns of a table that count.
    pub fn counted(&self, table: &Table) -> BTreeSet<String> {
        let of = self.picks.keys().chain(self.links.keys()).filter(|(name, _)| *name == table.name);
        of.map(|(_, column)| column.clone()).collect()
    }

    fn pick(&mut self, table: &Table, column: &str, values: impl IntoIterator<Item = String>) {
        let picks = self.picks.entry((table.name.clone(), column.to_owned())).or_default();
        for value in values {
            if !picks.contains(&value) {
                picks.push(value);
            }
        }
    }

    fn own(&self, table: &Table, column: &str) -> Vec<String> {
        let mut values = self.ids[..2].to_vec();
        if table.find_column(column).is_some_and(|column| column.ty.is_text()) {
            values.push(String::new());
        }
        values
    }

    fn walk(&mut self, resolved: &Resolved, schema: &Schema, table: &Table, expr: &Expr, depth: usize) {
        for (atom, _) in expr.atoms() {
            if !matches!(atom, Expr::Bool(_)) {
                self.atoms.push(Atom { table: table.name.clone(), expr: atom.clone() });
            }
            match atom {
                Expr::Owner(column) => {
                    let values = self.own(table, column);
                    self.pick(table, column, values);
                }
                Expr::Column(column) => self.pick(table, column, ["true".to_owned(), "false".to_owned()]),
                Expr::Compare(Compare { left, op, right }) => self.compare(schema, table, left, *op, right),
                Expr::In(value, list) => {
                    for item in list {
                        self.compare(schema, table, value, Op::Eq, &Value::Literal(item.clone()));
                    }
                }
                Expr::Present(Value::Column(column)) => self.pick(table, column, []),
                Expr::Present(Value::Claim(path)) => {
                    self.claims.entry(path.clone()).or_default();
                }
                Expr::Among(among) if depth < 12 => self.among(resolved, schema, table, among, depth),
                Expr::Sql(sql) | Expr::Exists(sql) => self.sql(resolved, table, atom, sql),
                _ => {}
            }
        }
    }

    fn among(&mut self, resolved: &Resolved, schema: &Schema, table: &Table, among: &Among, depth: usize) {
        let Some(other) = schema.find_table(&among.table) else { return };
        self.pick(table, &among.column, []);
        self.pick(other, &among.key, []);
        self.links
            .insert((table.name.clone(), among.column.clone()), (other.name.clone(), among.key.clone()));
        self.walk(resolved, schema, other, &among.when, depth + 1);
    }

    fn compare(&mut self, schema: &Schema, table: &Table, left: &Value, op: Op, right: &Value) {
        let ty = |name: &str| table.find_column(name).map_or(Type::Text, |column| column.ty.clone());
        let first = |ty: &Type| (0..2).filter_map(|n| known_in(schema, ty, n)).collect::<Vec<_>>();
        match (left, right) {
            (Value::Column(column), Value::Literal(literal)) => {
                let mut values = around(literal, Some(&ty(column)));
                if let Type::Enum(name) = ty(column)
                    && let Some(one) = schema.find_enum(&name)
                {
                    values.extend(one.values.iter().map(|value| value.name.clone()).take(6));
                }
                self.pick(table, column, values);
            }
            (Value::Column(column), Value::Claim(path)) => {
                let ty = ty(column);
                let values = first(&ty);
                self.claims.entry(path.clone()).or_default().columns.push(ty);
                self.pick(table, column, values);
            }
            (Value::Column(column), Value::CallerId) => {
                let values = self.own(table, column);
                self.pick(table, column, values);
            }
            (Value::Column(column), Value::Now | Value::Ago(_) | Value::Ahead(_)) => {
                self.pick(table, column, INSTANTS.map(str::to_owned));
            }
            (Value::Column(one), Value::Column(other)) => {
                for column in [one, other] {
                    self.pick(table, column, first(&ty(column)));
                }
            }
            (Value::CallerId, Value::Literal(Literal::Text(id)))
            | (Value::Literal(Literal::Text(id)), Value::CallerId) => {
                if !self.known_ids.contains(id) {
                    self.known_ids.push(id.clone());
                }
            }
            (Value::Claim(path), Value::Literal(literal)) | (Value::Literal(literal), Value::Claim(path)) => {
                self.claims.entry(path.clone()).or_default().constants.push((op, literal.clone()));
            }
            (Value::Claim(path), Value::Now | Value::Ago(_) | Value::Ahead(_)) => {
                self.claims.entry(path.clone()).or_default().time = true;
            }
            (Value::Claim(path), other) => {
                self.claims.entry(path.clone()).or_default();
                if let Value::Claim(path) = other {
                    self.claims.entry(path.clone()).or_default();
                }
            }
            (_, Value::Claim(path)) => {
                self.claims.entry(path.clone()).or_default();
            }
            _ => {}
        }
    }

    /// What stands in SQL that is not understood: its constants, and what a caller's id may be in.
    fn sql(&mut self, resolved: &Resolved, table: &Table, atom: &Expr, sql: &str) {
        let reader = understand::Reader::new(&resolved.schema, &resolved.provider);
        let known = match atom {
            Expr::Exists(_) => reader.understand_exists(sql, table),
            _ => reader.understand(sql, table),
        };
        let (texts, numbers) = constants(sql);
        if known.calls.iter().any(|call| call.identity) {
            for path in claimed(sql) {
                let others = texts.iter().filter(|text| **text != path);
                let constants = others.map(|text| (Op::Eq, Literal::text(text))).take(3);
                self.claims.entry(vec![path.clone()]).or_default().constants.extend(constants);
            }
        }
        for column in known.columns.iter().filter(|column| column.exists) {
            let Some(ty) = table.find_column(&column.name).map(|column| column.ty.clone()) else { continue };
            let mut values: Vec<String> = match ty.caller_id() {
                Some(CallerId::Text) => {
                    let folders = self.ids[..2].iter().map(|id| format!("{id}/file"));
                    let long = numbers.iter().filter_map(|number| number.parse::<usize>().ok());
                    let long = long.filter(|long| *long < 1000).map(|long| "x".repeat(long + 1)).take(2);
                    let patterns = texts.iter().flat_map(|text| {
                        let like = text.contains('%').then(|| like(text, 1));
                        like.into_iter().chain(regex(text, 1).filter(|made| made != text))
                    });
                    let plain = texts.iter().filter(|text| !text.contains('%')).cloned();
                    self.ids[..2]
                        .iter()
                        .cloned()
                        .chain(folders)
                        .chain(plain)
                        .chain(patterns)
                        .chain(long)
                        .collect()
                }
                Some(CallerId::Uuid) => self.ids[..2].to_vec(),
                None if matches!(ty, Type::TimestampTz | Type::Timestamp | Type::Date) => {
                    INSTANTS.map(str::to_owned).into()
                }
                None if ty == Type::Boolean => vec!["true".to_owned(), "false".to_owned()],
                None if matches!(ty, Type::Array(_)) => {
                    let ids = self.ids[..2].iter().chain(&texts).map(|text| array(text));
                    std::iter::once("{}".to_owned()).chain(ids).collect()
                }
                None if ty == Type::Jsonb => {
                    let mut all = vec!["{}".to_owned()];
                    for key in &texts {
                        for value in self.ids[..2].iter().chain(&texts) {
                            all.push(serde_json::json!({ key.as_str(): value }).to_string());
                        }
                    }
                    all
                }
                None => {
                    let near = numbers.iter().flat_map(|number| around(&Literal::number(number), Some(&ty)));
                    let own = (0..2).filter_map(|n| known_in(&resolved.schema, &ty, n));
                    let minus = (!numbers.is_empty()).then(|| "-1".to_owned());
                    own.chain(near).chain(minus).collect()
                }
            };
            values.truncate(10);
            self.pick(table, &column.name, values);
        }
    }

    /// Where two rows never have the same owner, the third's row is the one that is not there yet.
    fn third(&mut self, schema: &Schema) {
        for table in &schema.tables {
            for columns in table.constraints.iter().filter_map(unique) {
                let [column] = columns else { continue };
                let picks = self.picks.get_mut(&(table.name.clone(), column.clone()));
                if let Some(picks) = picks.filter(|picks| picks.contains(&self.ids[0])) {
                    picks.push(self.ids[2].clone());
                }
            }
        }
    }

    /// What a column may hold, the columns that it refers to may hold, too.
    fn spread(&mut self, schema: &Schema) {
        let mut pairs: Vec<(At, At)> =
            self.links.iter().map(|(from, to)| (from.clone(), to.clone())).collect();
        for table in &schema.tables {
            for constraint in &table.constraints {
                let Constraint::ForeignKey { key, .. } = constraint else { continue };
                let Some(other) = schema.find_table(&key.table) else { continue };
                for (own, theirs) in key.columns.iter().zip(&key.references) {
                    pairs.push(((table.name.clone(), own.clone()), (other.name.clone(), theirs.clone())));
                }
            }
        }
        for _ in 0..schema.tables.len().min(12) {
            for (from, to) in &pairs {
                for value in self.picks.get(from).cloned().unwrap_or_default() {
                    let picks = self.picks.entry(to.clone()).or_default();
                    if !picks.contains(&value) {
                        picks.push(value);
                    }
                }
            }
        }
    }
}

/// The columns of a key.
pub fn unique(constraint: &Constraint) -> Option<&[String]> {
    match constraint {
        Constraint::PrimaryKey { columns, .. } | Constraint::Unique { columns, .. } => Some(columns),
        _ => None,
    }
}

/// Ids that the columns of owners take: as short as the shortest, of the shape that their checks name.
fn ids(lifted: &Resolved, is_uuid: bool) -> [String; 3] {
    if is_uuid {
        return [
            "aaaaaaaa-0000-4000-8000-000000000001",
            "bbbbbbbb-0000-4000-8000-000000000002",
            "cccccccc-0000-4000-8000-000000000003",
        ]
        .map(str::to_owned);
    }
    let mut shortest = usize::MAX;
    for table in &lifted.schema.tables {
        let exprs = table.policies.iter().flat_map(|policy| [&policy.using, &policy.check]).flatten();
        for (atom, _) in exprs.flat_map(Expr::atoms) {
            let Expr::Owner(column) = atom else { continue };
            let Some(column) = table.find_column(column) else { continue };
            shortest = shortest.min(length(&column.ty).unwrap_or(usize::MAX));
            for constraint in &table.constraints {
                let Constraint::Check { column: Some(of), sql, .. } = constraint else { continue };
                let pattern = (*of == column.name && sql.contains('~')).then(|| constants(sql).0);
                let made = pattern.and_then(|texts| {
                    let texts = texts.first()?;
                    Some([regex(texts, 1)?, regex(texts, 2)?, regex(texts, 3)?])
                });
                if let Some(made) = made {
                    return made;
                }
            }
        }
    }
    match shortest {
        0..7 => ["a", "b", "c"],
        _ => ["alice", "bob", "mallory"],
    }
    .map(str::to_owned)
}
