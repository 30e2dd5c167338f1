//! What is another than before, in a line for people each?
//!
//! Words and no statements: what a struct's author wants to see again before reading SQL.

mod words;

use std::fmt;

use super::renames::Renames;
use crate::{
    access::one_line,
    diff::{Change, diff},
    ident::QName,
    resolve::Resolved,
    schema::{Constraint, Enum, Policy, PolicyName, Table},
    sql,
};

/// What became of a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Became {
    /// It is new.
    New,
    /// It is gone.
    Gone,
    /// It is another than before.
    Changed,
    /// It has another name, and what it is may have changed beside.
    Renamed,
}

impl Became {
    /// `new`, `gone`, `changed`, `renamed`: for programs.
    pub fn name(self) -> &'static str {
        match self {
            Became::New => "new",
            Became::Gone => "gone",
            Became::Changed => "changed",
            Became::Renamed => "renamed",
        }
    }
}

/// One thing that is another than before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What became of it.
    pub became: Became,
    /// What it is: `table`, `column`, `policy` and so on.
    pub kind: &'static str,
    /// The table that it belongs to, by its new name; none for a table itself, an enum, a role, a function.
    pub table: Option<QName>,
    /// Its name; its new one where it was renamed.
    pub name: String,
    /// What is to be said of it, such as `text → uuid`; its old name where it was renamed. May be empty.
    pub detail: String,
}

impl Difference {
    /// The provider first, then each table with what belongs to it, then the rest.
    fn place(&self) -> (u8, String) {
        match (self.kind, &self.table) {
            ("provider", _) => (0, String::new()),
            ("table", None) => (1, self.name.clone()),
            ("value", _) | (_, None) => (2, String::new()),
            (_, Some(table)) => (1, table.to_string()),
        }
    }
}

/// `+ table teams: 3 columns, 1 policy`, `~ todos.task: text → varchar(200)`
impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = match self.became {
            Became::New => '+',
            Became::Gone => '-',
            Became::Changed | Became::Renamed => '~',
        };
        let name = one_line(&self.name);
        write!(f, "{sign} ")?;
        match &self.table {
            Some(table) => {
                let table = one_line(&table.to_string());
                match self.kind {
                    "column" => write!(f, "{table}.{name}")?,
                    _ if name.is_empty() => write!(f, "{table} {}", self.kind)?,
                    _ => write!(f, "{table} {} {name}", self.kind)?,
                }
            }
            None => write!(f, "{} {name}", self.kind)?,
        }
        if self.detail.is_empty() {
            return Ok(());
        }
        let between = if self.became == Became::Renamed { " (was " } else { ": " };
        let end = if self.became == Became::Renamed { ")" } else { "" };
        write!(f, "{between}{}{end}", one_line(&self.detail))
    }
}

/// Everything that is another than before, table after table in the order of names; then enums, roles and functions. What
/// follows a renaming alone is not said.
pub fn summary(old: &Resolved, new: &Resolved) -> Vec<Difference> {
    let mut said = Vec::new();
    if old == new {
        return said;
    }
    if old.provider.name() != new.provider.name() {
        let detail = format!("{} → {}", old.provider, new.provider);
        said.push(of(Became::Changed, "provider", None, "", detail));
    }
    let renamed = Renames::between(old, new);
    // what goes and whose name another takes goes out of its way, and is called by its old name all the same
    let cleared = renamed.clone().with_ways_cleared(old, new);
    let old = &cleared.rewrite(old);
    words::renamed(&renamed, &mut said);
    for change in diff(&old.schema.tables, &new.schema.tables, |table| table.name.key(), |_| None::<()>) {
        match change {
            Change::Created(table) => said.push(created(table)),
            Change::Dropped(table) => {
                let name = words::was(&cleared.tables, &table.name);
                said.push(of(Became::Gone, "table", None, name, ""));
            }
            Change::Kept { old: was, new: is } if was == is => {}
            Change::Kept { old: was, new: is } => self::table((old, was), (new, is), &cleared, &mut said),
        }
    }
    for change in diff(&old.schema.enums, &new.schema.enums, |one| one.name.key(), |_| None::<()>) {
        let (became, name, detail) = match change {
            Change::Created(one) => (Became::New, one.name.to_string(), listed(one)),
            Change::Dropped(one) => (Became::Gone, words::was(&cleared.enums, &one.name), String::new()),
            Change::Kept { old, new } => match words::values(old, new, &cleared) {
                detail if detail.is_empty() => continue,
                detail => (Became::Changed, new.name.to_string(), detail),
            },
        };
        said.push(of(became, "enum", None, name, detail));
    }
    words::roles(old, new, &mut said);
    words::functions(old, new, &mut said);
    // what is said of a table stands together
    said.sort_by_key(Difference::place);
    said
}

fn of(
    became: Became,
    kind: &'static str,
    table: Option<&QName>,
    name: impl Into<String>,
    detail: impl Into<String>,
) -> Difference {
    Difference { became, kind, table: table.cloned(), name: name.into(), detail: detail.into() }
}

fn created(table: &Table) -> Difference {
    let mut detail = words::counted(table.columns.len(), "column", "columns");
    match (table.row_security, table.policies.len()) {
        (false, _) => detail.push_str(", row security off"),
        (true, count) => detail.push_str(&format!(", {}", words::counted(count, "policy", "policies"))),
    }
    of(Became::New, "table", None, table.name.to_string(), detail)
}

fn listed(one: &Enum) -> String {
    let values: Vec<&str> = one.values.iter().map(|value| value.name.as_str()).collect();
    values.join(", ")
}

fn table(
    (old, was): (&Resolved, &Table),
    (new, is): (&Resolved, &Table),
    cleared: &Renames,
    said: &mut Vec<Difference>,
) {
    let name = Some(&is.name);
    let mut one = |became, kind, called: &str, detail: String| {
        said.push(of(became, kind, name, called, detail));
    };
    for change in diff(&was.columns, &is.columns, |column| &column.name, |_| None::<()>) {
        match change {
            Change::Created(column) => one(Became::New, "column", &column.name, words::column(column)),
            Change::Dropped(column) => {
                let name = words::before(&cleared.columns, &is.name, &column.name);
                one(Became::Gone, "column", &name, String::new());
            }
            Change::Kept { old: was, new: is } => match words::columns(was, is) {
                detail if detail.is_empty() => {}
                detail => one(Became::Changed, "column", &is.name, detail),
            },
        }
    }
    let shape = |it: &Constraint| Some((words::kind(it), words::of_constraint(it)));
    for change in diff(&was.constraints, &is.constraints, Constraint::name, shape) {
        match change {
            Change::Created(it) => one(Became::New, words::kind(it), it.name(), words::of_constraint(it)),
            Change::Dropped(it) => one(Became::Gone, words::kind(it), it.name(), String::new()),
            Change::Kept { old, new } if old.name() != new.name() => {
                one(Became::Renamed, words::kind(new), new.name(), old.name().to_owned());
            }
            Change::Kept { old, new } if old == new => {}
            Change::Kept { new, .. } => {
                one(Became::Changed, words::kind(new), new.name(), words::of_constraint(new));
            }
        }
    }
    for change in diff(&was.indexes, &is.indexes, |index| &index.name, |index| Some(words::index(index))) {
        match change {
            Change::Created(index) => one(Became::New, "index", &index.name, words::index(index)),
            Change::Dropped(index) => one(Became::Gone, "index", &index.name, String::new()),
            Change::Kept { old, new } if old.name != new.name => {
                one(Became::Renamed, "index", &new.name, old.name.clone());
            }
            // how it is made is no part of what it is
            Change::Kept { old, new } if words::index(old) == words::index(new) => {}
            Change::Kept { new, .. } => one(Became::Changed, "index", &new.name, words::index(new)),
        }
    }
    for (word, was, is) in [
        ("row security", was.row_security, is.row_security),
        ("row security for the owner", was.force, is.force),
    ] {
        if was != is {
            let detail = if is { "off → on" } else { "on → off" };
            one(Became::Changed, word, "", detail.to_owned());
        }
    }
    // its statement under one name: what is the same but for the name was renamed
    let shape = |policy: &Policy| {
        let nameless = Policy { name: PolicyName::Given(String::new()), ..policy.clone() };
        let (of, table) =
            if was.policies.iter().any(|it| std::ptr::eq(it, policy)) { (old, was) } else { (new, is) };
        sql::policy(of, &Table { name: is.name.clone(), ..table.clone() }, &nameless)
    };
    for change in diff(&was.policies, &is.policies, Policy::name, |policy| Some(shape(policy))) {
        match change {
            Change::Created(policy) => one(Became::New, "policy", policy.name(), words::policy(policy)),
            Change::Dropped(policy) => one(Became::Gone, "policy", policy.name(), String::new()),
            Change::Kept { old, new } if old.name() != new.name() => {
                one(Became::Renamed, "policy", new.name(), old.name().to_owned());
            }
            Change::Kept { old, new } => match words::policies(old, new) {
                detail if detail.is_empty() => {}
                detail => one(Became::Changed, "policy", new.name(), detail),
            },
        }
    }
    for (role, detail) in words::privileges(&was.grants, &is.grants) {
        one(Became::Changed, "privileges of", &role, detail);
    }
    if was.comment != is.comment {
        one(Became::Changed, "comment", "", String::new());
    }
}

#[cfg(test)]
mod tests;
