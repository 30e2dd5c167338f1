//! What means the same in both schemas?
//!
//! Atoms are held against each other by what they are called. So before that, what is called alike and means something
//! else gets another name, on the old side; and what was renamed gets its new name.

use std::{
    cell::OnceCell,
    collections::{BTreeMap, BTreeSet},
};

use super::{
    Cells, Decides,
    values::{self, Use},
};
use crate::{
    expr::{Among, Compare, Expr, Facts, Known, Op, Value},
    ident::QName,
    lex,
    resolve::Resolved,
    schema::{Command, Privilege, Role, Table, TableFacts},
};

/// Words before a bracket that read no table: Postgres's own functions and what is no function. Whatever else is called
/// may read.
const READ_NOTHING: [&str; 33] = [
    "abs",
    "age",
    "and",
    "any",
    "all",
    "array",
    "btrim",
    "case",
    "cast",
    "char_length",
    "coalesce",
    "concat",
    "current_setting",
    "date_trunc",
    "exists",
    "extract",
    "greatest",
    "in",
    "is",
    "jsonb_array_elements_text",
    "least",
    "left",
    "length",
    "lower",
    "not",
    "now",
    "nullif",
    "or",
    "right",
    "row",
    "select",
    "split_part",
    "upper",
];

/// Functions in the schema `auth` of the providers, which read the caller's token.
const OF_AUTH: [&str; 6] = ["email", "jwt", "role", "session", "uid", "user_id"];

/// A table as it was and as it is.
pub(super) type Pair<'r> = (Option<&'r Table>, Option<&'r Table>);

/// What became of each table, for all roles.
pub(super) struct Pairs<'r> {
    /// Each table as it was and as it is.
    pub(super) all: Vec<Pair<'r>>,
    /// The old name, and the table that it is now.
    now: BTreeMap<(&'r str, &'r str), &'r Table>,
    /// Names that mean something else now, as they may stand in SQL.
    changed: BTreeSet<String>,
}

impl<'r> Pairs<'r> {
    pub(super) fn of(old: &'r Resolved, new: &'r Resolved) -> Self {
        let pair = |table| (before(old, new, table), Some(table));
        let mut all: Vec<Pair<'r>> = new.schema.tables.iter().map(pair).collect();
        let mut now = BTreeMap::new();
        for (before, after) in &all {
            if let (Some(before), Some(after)) = (before, after) {
                now.entry(before.name.key()).or_insert(*after);
            }
        }
        let gone = old.schema.tables.iter().filter(|table| !now.contains_key(&table.name.key()));
        all.extend(gone.map(|table| (Some(table), None)));
        let mut changed = BTreeSet::new();
        for (before, after) in &all {
            let Some(before) = before else { continue };
            if after.is_none_or(|after| after.name != before.name) {
                changed.insert(before.name.name.to_ascii_lowercase());
            }
            for column in &before.columns {
                let now = after.and_then(|after| column_now(old, new, before, after, &column.name, Use::Any));
                if now.as_ref() != Some(&column.name) {
                    changed.insert(column.name.to_ascii_lowercase());
                }
            }
        }
        Pairs { all, now, changed }
    }
}

/// How the one schema's names are to be read in the other, for one role.
pub(super) struct Meaning<'r> {
    old: &'r Resolved,
    new: &'r Resolved,
    pairs: &'r Pairs<'r>,
    role: &'r Role,
    /// Whether a column is the same whatever its type.
    types_aside: bool,
    /// Whether the role reads the same rows of every table as before, so that what looks tables up finds the same. All
    /// tables are looked at for that, so it is asked only where SQL reads some.
    same_sight: OnceCell<bool>,
}

/// The table as it was, also by another name.
pub(super) fn before<'r>(old: &'r Resolved, new: &Resolved, table: &Table) -> Option<&'r Table> {
    old.schema.find_table(&table.name).or_else(|| {
        let name = table.renamed_from.as_ref()?;
        // unless another table has that name now, which is then the same table
        new.schema.find_table(name).is_none().then(|| old.schema.find_table(name))?
    })
}

impl<'r> Meaning<'r> {
    pub(super) fn new(old: &'r Resolved, new: &'r Resolved, pairs: &'r Pairs<'r>, role: &'r Role) -> Self {
        Meaning { old, new, pairs, role, types_aside: false, same_sight: OnceCell::new() }
    }

    /// The same, as if a column of another type had the same values as before. That is no proof of anything; where it
    /// makes a difference, nobody can tell.
    pub(super) fn types_aside(&self) -> Self {
        let Meaning { old, new, pairs, role, .. } = *self;
        Meaning { old, new, pairs, role, types_aside: true, same_sight: OnceCell::new() }
    }

    /// What decided a cell, in the new schema's names.
    pub(super) fn of(&self, decides: Decides, before: &Table, after: &Table) -> Decides {
        let Decides { held, using, check } = decides;
        let held = match held {
            super::Held::Columns(columns) => super::Held::Columns(
                columns.iter().map(|column| self.named(before, Some(after), column, Use::Name)).collect(),
            ),
            other => other,
        };
        let translated = |expr: &Expr| self.expr(expr, before, Some(after));
        Decides { held, using: translated(&using), check: translated(&check) }
    }

    /// What both schemas know.
    pub(super) fn facts(&self, before: Option<&'r Table>, after: Option<&'r Table>) -> Both<'_> {
        let facts = |resolved: &'r Resolved, table: Option<&'r Table>| {
            table.map(|table| resolved.schema.facts(table))
        };
        Both { meaning: self, old: facts(self.old, before), new: facts(self.new, after), after }
    }

    fn named(&self, before: &Table, after: Option<&Table>, column: &str, usage: Use) -> String {
        let usage = if self.types_aside { Use::Name } else { usage };
        let named = after.and_then(|after| column_now(self.old, self.new, before, after, column, usage));
        // no name has a NUL
        named.unwrap_or_else(|| format!("{column}\0before"))
    }

    fn expr(&self, expr: &Expr, before: &Table, after: Option<&Table>) -> Expr {
        let again = |expr: &Expr| self.expr(expr, before, after);
        let value = |value: &Value, usage| self.value(value, before, after, usage);
        let by = |op| if matches!(op, Op::Eq | Op::Ne) { Use::Equality } else { Use::Order };
        match expr {
            Expr::Bool(_) => expr.clone(),
            Expr::And(parts) => Expr::And(parts.iter().map(again).collect()),
            Expr::Or(parts) => Expr::Or(parts.iter().map(again).collect()),
            Expr::Not(inner) => again(inner).not(),
            Expr::Owner(column) => {
                let [column, caller] = [Value::column(column), Value::CallerId];
                Expr::compare(value(&column, Use::Equality), Op::Eq, value(&caller, Use::Equality))
            }
            Expr::Column(column) => Expr::Column(self.named(before, after, column, Use::Equality)),
            Expr::Compare(Compare { left, op, right }) => {
                Expr::compare(value(left, by(*op)), *op, value(right, by(*op)))
            }
            Expr::In(one, list) => Expr::In(value(one, Use::Equality), list.clone()),
            Expr::Present(one) => Expr::Present(value(one, Use::Equality)),
            Expr::Sql(sql) => Expr::Sql(self.sql(sql)),
            Expr::Exists(sql) => Expr::Exists(self.sql(sql)),
            Expr::Among(among) => {
                let Among { relation, column, table, key, when, helper } = &**among;
                let column = self.named(before, after, column, Use::Equality);
                let other = self.old.schema.find_table(table);
                let now = other.and_then(|other| self.after(other));
                let (table, key, when) = match (other, now) {
                    (Some(other), now) => (
                        now.map_or_else(|| QName::new(format!("{table}\0before")), |now| now.name.clone()),
                        self.named(other, now, key, Use::Equality),
                        self.expr(when, other, now),
                    ),
                    (None, _) => (table.clone(), key.clone(), when.clone()),
                };
                let relation = *relation;
                Expr::among(Among { relation, column, table, key, when, helper: helper.clone() })
            }
        }
    }

    /// The table that an old one is now.
    fn after(&self, table: &Table) -> Option<&'r Table> {
        self.pairs.now.get(&table.name.key()).copied()
    }

    fn value(&self, value: &Value, before: &Table, after: Option<&Table>, usage: Use) -> Value {
        match value {
            Value::Column(column) => Value::Column(self.named(before, after, column, usage)),
            caller if caller.is_the_callers() && self.old.provider != self.new.provider => {
                Value::claim([format!("{caller:?}\0before")])
            }
            other => other.clone(),
        }
    }

    /// The text, or another where it may not mean what it meant.
    fn sql(&self, sql: &str) -> String {
        let same = self.old.provider == self.new.provider && self.same_words(sql);
        if same { sql.to_owned() } else { format!("{sql}\0before") }
    }

    fn same_sight(&self) -> bool {
        *self.same_sight.get_or_init(|| sight(self.old, self.role) == sight(self.new, self.role))
    }

    fn same_words(&self, sql: &str) -> bool {
        let Ok(tokens) = lex::tokens(sql) else { return false };
        let text = |token: &lex::Token| lex::name(&sql[token.range.clone()]).to_ascii_lowercase();
        let word = |token: &lex::Token| matches!(token.kind, lex::Kind::Word | lex::Kind::Quoted);
        let words = tokens.iter().filter(|token| word(token)).map(text);
        let mut reads = tokens.is_empty();
        for name in words.clone() {
            reads |= matches!(name.as_str(), "from" | "table" | "join" | "come");
        }
        for at in 1..tokens.len() {
            if word(&tokens[at - 1]) && &sql[tokens[at].range.clone()] == "(" {
                let name = text(&tokens[at - 1]);
                let of =
                    (at >= 3 && &sql[tokens[at - 2].range.clone()] == ".").then(|| text(&tokens[at - 3]));
                reads |= match of.as_deref() {
                    None | Some("pg_catalog") => !READ_NOTHING.contains(&name.as_str()),
                    Some(of) => of != "auth" || !OF_AUTH.contains(&name.as_str()),
                };
            }
        }
        !words.into_iter().any(|name| self.pairs.changed.contains(&name)) && (!reads || self.same_sight())
    }
}

/// The new name of an old column that means the same.
fn column_now(
    old: &Resolved,
    new: &Resolved,
    before: &Table,
    after: &Table,
    name: &str,
    usage: Use,
) -> Option<String> {
    let was = before.find_column(name)?;
    let renamed = || {
        let mut to = after.columns.iter().filter(|column| column.renamed_from.as_deref() == Some(name));
        to.next().filter(|to| before.find_column(&to.name).is_none())
    };
    let is = after.find_column(name).or_else(renamed)?;
    values::alike((old, was), (new, is), usage).then(|| is.name.clone())
}

/// All that decides which rows a role reads of which tables, for comparing.
fn sight(resolved: &Resolved, role: &Role) -> String {
    let cells = Cells::new(resolved);
    let mut all = format!("{:?}", resolved.schema.functions);
    for table in &resolved.schema.tables {
        let held = cells.privilege(table, role, Privilege::Select);
        let conditions = cells.conditions(table, role, Command::Select);
        let columns: Vec<_> =
            table.columns.iter().map(|column| (&column.name, &column.ty, column.nullable)).collect();
        all.push_str(&format!("{:?} {columns:?} {held:?} {:?}\n", table.name, conditions.using));
    }
    all
}

/// What two schemas both know of a column, by its new name.
pub(super) struct Both<'m> {
    meaning: &'m Meaning<'m>,
    old: Option<TableFacts<'m>>,
    new: Option<TableFacts<'m>>,
    after: Option<&'m Table>,
}

impl Facts for Both<'_> {
    fn column(&self, table: Option<&QName>, column: &str) -> Known {
        let Some(new) = &self.new else {
            return self.old.as_ref().map_or_else(Known::default, |old| old.column(table, column));
        };
        let Some(old) = &self.old else { return new.column(table, column) };
        let is = new.column(table, column);
        let after = match table {
            Some(name) => self.meaning.new.schema.find_table(name),
            None => self.after,
        };
        let Some(after) = after else { return Known::default() };
        let Some(before) = before(self.meaning.old, self.meaning.new, after) else { return is };
        let found = after.find_column(column);
        let name = match found.and_then(|found| found.renamed_from.as_deref()) {
            Some(name) if before.find_column(column).is_none() => name,
            _ => column,
        };
        let was = old.column(table.map(|_| &before.name), name);
        let kind = if was.kind == is.kind { is.kind } else { crate::expr::Kind::Other };
        // a column that was not there says nothing of rows that were
        Known { not_null: was.not_null && is.not_null, kind }
    }
}
