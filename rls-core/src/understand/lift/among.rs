//! Which sub-selects say that a column is among the keys of some rows of another table?
//!
//! `column IN (SELECT key FROM other WHERE …)`, the same by ANY, by an EXISTS that binds the key to the column, or by
//! `=` with a sub-select that finds one row at most. (Where it finds more, Postgres raises an error and gives no answer.)

use std::cell::Cell;

use super::{Lift, all, two_valued};
use crate::{
    expr::{Among, Expr, Op, Relation},
    schema::Table,
    understand::{
        scope::{Found, Scope, qualified},
        tree::{From, Kind, Node, Select},
    },
};

/// What is to hold of the row besides.
type Also<'f> = dyn Fn(&Lift<'_>) -> Option<Expr> + 'f;

impl Lift<'_> {
    /// What `value IN (select)` says.
    pub(super) fn among(&self, value: &Node, select: &Select) -> Option<Expr> {
        let Some(column) = self.column(value) else {
            // the caller is among those that the rows name
            self.side(value).filter(|side| side.value.is_the_callers())?;
            let [Some(target)] = select.targets.as_slice() else { return None };
            let also = |inner: &Lift<'_>| inner.compared(target, Op::Eq, value);
            return self.correlated(select, Some(&also)).filter(|_| select.plain).map(Expr::among);
        };
        if let Some(helper) = self.helper(&column, select) {
            return Some(helper);
        }
        let (other, scope) = self.other(select)?;
        let [Some(target)] = select.targets.as_slice() else { return None };
        if !select.plain {
            return None;
        }
        let inner = self.inside(other, &scope);
        let key = inner.column(target)?;
        let when = select.filter.as_ref().map_or(Expr::Bool(true), |filter| inner.says(filter, true));
        (!inner.failed.get()).then(|| Expr::among(related(column, other, key, when)))
    }

    /// What a sub-select says that gives a truth value of one row at most.
    pub(super) fn row_says(&self, select: &Select) -> Option<Expr> {
        let [Some(target)] = select.targets.as_slice() else { return None };
        // what stays text may be an aggregate, which has a row where there is none
        let also = |inner: &Lift<'_>| Some(inner.says(target, true)).filter(is_said);
        self.correlated(select, Some(&also)).filter(|_| select.plain).map(Expr::among)
    }

    /// What `EXISTS (select)` says, or its opposite.
    pub(super) fn exists(&self, select: &Select, truth: bool) -> Expr {
        if let Some(among) = self.correlated(select, None) {
            if truth {
                return Expr::among(among);
            }
            // the opposite asks besides for a column and a caller: where there is nothing to ask for, it is the same
            let certain = self.table.find_column(&among.column).is_some_and(|column| !column.nullable)
                && self
                    .cx
                    .schema
                    .find_table(&among.table)
                    .is_some_and(|other| other.find_column(&among.key).is_some_and(|key| !key.nullable))
                && two_valued(&among.when);
            if certain {
                return Expr::among(among).not();
            }
        }
        if self.inner {
            self.failed.set(true);
        }
        let atom = Expr::exists(&self.cx.sql[select.range.clone()]);
        if truth { atom } else { atom.not() }
    }

    /// An EXISTS with one table, whose key is bound to a column of this one, and nothing else of this one in it; perhaps
    /// with something besides that is to hold of the row.
    fn correlated(&self, select: &Select, also: Option<&Also<'_>>) -> Option<Among> {
        let (other, scope) = self.other(select)?;
        let simple = also.is_some() || select.targets.iter().flatten().all(is_simple);
        if !(select.plain || select.limit_one) || !simple {
            return None;
        }
        let filter = select.filter.as_ref()?;
        let parts = match &filter.bare().kind {
            Kind::And(parts) => parts.iter().collect(),
            _ => vec![filter],
        };
        let inner = self.inside(other, &scope);
        let mut bound = None;
        let mut rest = Vec::new();
        for part in parts {
            match (inner.binds(part), &bound) {
                (Some(found), None) => bound = Some(found),
                _ => rest.push(inner.says(part, true)),
            }
        }
        if let Some(also) = also {
            rest.insert(0, also(&inner)?);
        }
        let (key, column) = bound?;
        (!inner.failed.get()).then(|| related(column, other, key, all(rest.into_iter())))
    }

    /// The key and the column of the table around, where the part binds them.
    fn binds(&self, part: &Node) -> Option<(String, String)> {
        let Kind::Binary(op, left, right) = &part.bare().kind else { return None };
        if op != "=" {
            return None;
        }
        let outer = |node: &Node| match &node.kind {
            Kind::Column(name) => match self.scope.find(name) {
                Found::Column { out: 1, column, .. } => Some(column.name.clone()),
                _ => None,
            },
            _ => None,
        };
        let pair = |key: &Node, column: &Node| Some((self.column(key)?, outer(column)?));
        pair(left, right).or_else(|| pair(right, left))
    }

    /// The only table that a sub-select reads, if the schema has it.
    fn other<'b>(&'b self, select: &'b Select) -> Option<(&'b Table, Scope<'b>)> {
        let [From::Table { name, renamed: false, .. }] = select.from.as_slice() else { return None };
        let table = self.scope.table(name, self.cx.schema)?;
        Some((table, self.scope.inside(select, self.cx.schema)))
    }

    fn inside<'b>(&'b self, other: &'b Table, scope: &'b Scope<'b>) -> Lift<'b> {
        Lift { cx: self.cx, scope, table: other, inner: true, failed: Cell::new(false) }
    }

    /// `SELECT helper()`, where that is a function of the schema.
    fn helper(&self, column: &str, select: &Select) -> Option<Expr> {
        let [Some(Node { kind: Kind::Call(call), .. })] = select.targets.as_slice() else { return None };
        let name = qualified(&call.name).filter(|_| call.args.is_empty() && select.value().is_some())?;
        let function = self.cx.schema.functions.iter().find(|function| function.name == name)?;
        let table = self.cx.schema.find_table(&function.table)?;
        let mut among = related(column.to_owned(), table, function.key.clone(), function.when.clone());
        among.helper = Some(name);
        Some(Expr::among(among))
    }

    /// Whether a text that is written as it is means the same inside a sub-select of ours: it asks only for columns of
    /// that table, by no other name than its own.
    pub(super) fn stands_alone(&self, node: &Node) -> bool {
        self.stands(node, self.scope, 0)
    }

    fn stands(&self, node: &Node, scope: &Scope<'_>, deep: usize) -> bool {
        if let Kind::Column(name) = &node.kind {
            let own =
                |out: usize| out < deep || (out == deep && (name.len() == 1 || !self.goes_by_another_name()));
            return match scope.find(name) {
                Found::Column { out, .. } => own(out),
                Found::Row { out } => out < deep,
                Found::Missing { .. } | Found::Unsure => false,
            };
        }
        let mut stands = true;
        node.for_each(&mut |part| stands = stands && self.stands(part, scope, deep));
        node.for_each_select(&mut |select| stands = stands && self.select_stands(select, scope, deep));
        stands
    }

    fn select_stands(&self, select: &Select, scope: &Scope<'_>, deep: usize) -> bool {
        let inside = scope.inside(select, self.cx.schema);
        let mut stands = true;
        select.for_each(&mut |node| stands = stands && self.stands(node, &inside, deep + 1));
        select
            .for_each_select(&mut |select| stands = stands && self.select_stands(select, &inside, deep + 1));
        stands
    }

    fn goes_by_another_name(&self) -> bool {
        self.scope.sources.iter().any(|source| source.renamed)
    }
}

/// A membership begins with the caller's own rows. By the other table's primary key, it is that one row.
fn related(column: String, other: &Table, key: String, when: Expr) -> Among {
    let mut parts = match when {
        Expr::And(parts) => parts,
        one => vec![one],
    };
    let own = parts.iter().position(|part| matches!(part, Expr::Owner(_)));
    let parent = matches!(other.key_columns(), [only] if *only == key);
    let relation = match own {
        Some(i) if !parent => {
            let owner = parts.remove(i);
            parts.insert(0, owner);
            Relation::Member
        }
        _ => Relation::Parent,
    };
    Among { relation, column, table: other.name.clone(), key, when: all(parts.into_iter()), helper: None }
}

/// Whether there is no text left in it.
fn is_said(expr: &Expr) -> bool {
    expr.atoms().iter().all(|(atom, _)| !matches!(atom, Expr::Sql(_) | Expr::Exists(_)))
}

/// Whether a target is one value a row: an aggregate would be one row for none.
fn is_simple(node: &Node) -> bool {
    matches!(node.kind, Kind::Column(_) | Kind::Number(_) | Kind::Text(_) | Kind::Bool(_) | Kind::Null)
}
