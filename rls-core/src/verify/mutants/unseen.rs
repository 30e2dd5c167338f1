//! Why can nobody see that a policy is weaker?
//!
//! Each reason is shown by implication, never taken for granted: the cells say the same; a row that was reached was of a kind
//! that the lost check asked for; a lookup as the caller finds what it found as its owner.

use std::collections::BTreeSet;

use crate::{
    access::{Access, By, Cell, Change, Held, Verdict, access, compare, is_circle},
    expr::{Among, Compare, Expr, Facts, Implied, Known, Value},
    ident::QName,
    resolve::Resolved,
    schema::{Command, Role, Table, TableFacts},
    understand::Reader,
    verify::{pool::is_settable, report::has_sql},
};

/// Stands behind the name of a column of the row as it was. No name has a NUL.
const BEFORE: &str = "\0before";

/// The reason for a weaker schema, whose cells change so.
pub(super) fn of(resolved: &Resolved, weaker: &Resolved, changes: &[Change]) -> Option<&'static str> {
    if changes.is_empty() {
        return Some("the access table is the same with it");
    }
    let becoming = |change: &Change| {
        change.command == Command::Update
            && change.privilege == Verdict::Same
            && change.using == Verdict::Same
    };
    if !changes.iter().all(becoming) {
        return None;
    }
    let (old, new) = (access(resolved), access(weaker));
    let kept = |change: &Change| {
        let cells = [&old, &new].map(|of| cell(of, &change.table, &change.role, Command::Update));
        let table = resolved.schema.find_table(&change.table);
        matches!((cells, table), ([Some(old), Some(new)], Some(table)) if becomes(resolved, table, old, new))
    };
    changes.iter().all(kept).then_some("whatever a row that is reached becomes, the check lets it through")
}

fn cell<'a>(of: &'a Access, table: &QName, role: &Role, command: Command) -> Option<&'a Cell> {
    let table = of.tables.iter().find(|one| one.table == *table)?;
    let role = table.roles.iter().find(|one| one.role == *role)?;
    role.cells.iter().find(|cell| cell.command == command)
}

/// Whether a row that is reached becomes none that the new cell lets through and the old one does not: the caller is the same before
/// and after, and so is each column that the role may not set.
fn becomes(resolved: &Resolved, table: &Table, old: &Cell, new: &Cell) -> bool {
    let (Some(using), Some(check), Some(weaker)) = (&old.using, &old.check, &new.check) else { return false };
    let sets = |name: &str| {
        let held = match &old.privilege {
            Held::No => false,
            Held::Whole => true,
            Held::Columns(columns) => columns.contains(name),
        };
        // what is computed follows the others
        table
            .find_column(name)
            .is_none_or(|column| column.generated.is_some() || (held && is_settable(column)))
    };
    let reader = Reader::new(&resolved.schema, &resolved.provider);
    let as_it_was = Was { reader, table, sets: &sets }.expr(using);
    let facts = TwoRows(resolved.schema.facts(table));
    as_it_was.and(weaker.clone()).implies(check, &facts) == Implied::Yes
}

/// A predicate over the row as it was.
struct Was<'w> {
    reader: Reader<'w>,
    table: &'w Table,
    /// Whether a column may be another then.
    sets: &'w dyn Fn(&str) -> bool,
}

impl Was<'_> {
    fn column(&self, name: &str) -> String {
        if (self.sets)(name) { format!("{name}{BEFORE}") } else { name.to_owned() }
    }

    fn value(&self, value: &Value) -> Value {
        match value {
            Value::Column(name) => Value::Column(self.column(name)),
            other => other.clone(),
        }
    }

    fn expr(&self, expr: &Expr) -> Expr {
        match expr {
            Expr::And(parts) => Expr::And(parts.iter().map(|part| self.expr(part)).collect()),
            Expr::Or(parts) => Expr::Or(parts.iter().map(|part| self.expr(part)).collect()),
            Expr::Not(inner) => self.expr(inner).not(),
            Expr::Owner(name) => Expr::Owner(self.column(name)),
            Expr::Column(name) => Expr::Column(self.column(name)),
            Expr::Compare(Compare { left, op, right }) => {
                Expr::compare(self.value(left), *op, self.value(right))
            }
            Expr::In(value, list) => Expr::In(self.value(value), list.clone()),
            Expr::Present(value) => Expr::Present(self.value(value)),
            Expr::Among(among) => {
                Expr::among(Among { column: self.column(&among.column), ..(**among).clone() })
            }
            Expr::Sql(sql) if self.says_the_same(sql, false) => expr.clone(),
            Expr::Exists(sql) if self.says_the_same(sql, true) => expr.clone(),
            Expr::Sql(sql) => Expr::Sql(format!("{sql}{BEFORE}")),
            Expr::Exists(sql) => Expr::Exists(format!("{sql}{BEFORE}")),
            other => other.clone(),
        }
    }

    /// Whether SQL says of both rows the same: it reads nothing of them that may differ, and calls nothing that may change its mind.
    fn says_the_same(&self, sql: &str, exists: bool) -> bool {
        let known = if exists {
            self.reader.understand_exists(sql, self.table)
        } else {
            self.reader.understand(sql, self.table)
        };
        known.unreadable.is_none()
            && known.columns.iter().all(|column| column.exists && !(self.sets)(&column.name))
            && known.calls.iter().all(|call| call.identity)
    }
}

/// What is known of the columns, also as they were.
struct TwoRows<'t>(TableFacts<'t>);

impl Facts for TwoRows<'_> {
    fn column(&self, table: Option<&QName>, column: &str) -> Known {
        self.0.column(table, column.strip_suffix(BEFORE).unwrap_or(column))
    }
}

/// Whether a lookup finds the same rows for each who calls it when it runs as the caller: they may read them themselves, and that does
/// not come back to the lookup.
pub(super) fn as_caller(resolved: &Resolved, function: &QName) -> bool {
    let page = access(resolved);
    let lookups = Lookups { resolved, page: &page, function };
    page.roles.iter().filter(|who| !who.bypasses).all(|who| lookups.finds_the_same(&who.role))
}

struct Lookups<'l> {
    resolved: &'l Resolved,
    page: &'l Access,
    function: &'l QName,
}

impl Lookups<'_> {
    fn finds_the_same(&self, role: &Role) -> bool {
        let roles = self.resolved.schema.as_whom(role);
        let mut weaker = self.resolved.clone();
        let mut shown = true;
        for table in &mut weaker.schema.tables {
            for policy in
                table.policies.iter_mut().filter(|policy| policy.roles.iter().any(|one| roles.contains(one)))
            {
                for clause in [&mut policy.using, &mut policy.check].into_iter().flatten() {
                    clause.for_each_among(&mut |among| {
                        if among.helper.as_ref() == Some(self.function) {
                            match self.as_role(role, among) {
                                // a function still, so that what is worked in once is not once more
                                Some(when) => among.when = when,
                                None => shown = false,
                            }
                        }
                    });
                }
            }
        }
        shown && compare(self.resolved, &weaker).iter().all(|change| change.role != *role)
    }

    /// The rows that a role finds of those that are looked for; none if that is not known, or fails.
    fn as_role(&self, role: &Role, among: &Among) -> Option<Expr> {
        let cell = cell(self.page, &among.table, role, Command::Select)?;
        if has_sql(&among.when) {
            return None;
        }
        let mut read = BTreeSet::from([among.key.clone()]);
        among.when.gather_columns(&mut read);
        let may = match &cell.privilege {
            Held::No => false,
            Held::Whole => true,
            Held::Columns(held) => read.is_subset(held),
        };
        if !may || cell.unreadable.is_some() {
            return None;
        }
        let mut known = true;
        let mut when = among.when.clone();
        when.for_each_among(&mut |deeper| match self.as_role(role, deeper) {
            Some(when) => deeper.when = when,
            None => known = false,
        });
        let open = match &cell.by {
            By::Off | By::Bypass => Expr::Bool(true),
            By::Policies(_) => cell.using.clone()?,
        };
        (known && !self.comes_back(&open)).then(|| when.and(open))
    }

    /// Whether a predicate calls the lookup, or is a circle already.
    fn comes_back(&self, expr: &Expr) -> bool {
        expr.atoms().into_iter().any(|(atom, _)| match atom {
            Expr::Sql(sql) => is_circle(sql),
            Expr::Among(among) => {
                among.helper.as_ref() == Some(self.function) || self.comes_back(&among.when)
            }
            _ => false,
        })
    }
}

/// A schema in whose policies a lookup finds every row.
pub(super) fn finding_all(resolved: &Resolved, function: &QName) -> Resolved {
    let mut weaker = resolved.clone();
    for table in &mut weaker.schema.tables {
        for clause in table.policies.iter_mut().flat_map(|one| [&mut one.using, &mut one.check]).flatten() {
            clause.for_each_among(&mut |among| {
                if among.helper.as_ref() == Some(function) {
                    among.when = Expr::Bool(true);
                }
            });
        }
    }
    weaker
}
