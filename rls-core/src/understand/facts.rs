//! What does a piece of SQL read and call, and what in it do lints look for?
//!
//! One walk over the tree. Each part says whether something in it depends on the row, reads a column of any table, or
//! asks who the caller is; a sub-select that does not depend on the row is run once a statement, with all in it.

mod comparison;
mod literal;
mod mend;

pub use literal::{is_user_editable, known_literal};

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use super::{
    CallUse, ColumnUse, Context, Sign, SignKind, TableUse, Understood,
    scope::{Found, Scope, qualified},
    tree::{Call, From, Kind, Node, Select, Test},
};
use crate::{expr::Expr, ident::QName, schema::Table, suggest::nearest};

/// What was read.
pub(super) enum Text<'t> {
    Expression(&'t Node),
    Select(&'t Select),
}

/// Gathers all that is known of a text over a table.
pub(super) fn gather(
    cx: &Context<'_>,
    table: &Table,
    text: Text<'_>,
    holds: Expr,
    fails: Expr,
) -> Understood {
    let known = Understood {
        holds,
        fails,
        unreadable: None,
        columns: Vec::new(),
        tables: Vec::new(),
        calls: Vec::new(),
        signs: Vec::new(),
    };
    let mut walk =
        Walk { cx, table, known, raising: Vec::new(), covered: BTreeSet::new(), nearest: BTreeMap::new() };
    let scope = Scope::of(table);
    match text {
        Text::Expression(node) => {
            walk.node(node, &scope, Place { truth: true, ..Place::default() });
        }
        Text::Select(select) => {
            let found = walk.select(select, &scope);
            if found.row && !select.from.is_empty() {
                walk.sign(SignKind::CorrelatedExists, select.range.clone(), None);
            }
        }
    }
    walk.finish()
}

/// What is in a part.
#[derive(Clone, Copy, Default)]
struct Holds {
    /// Something depends on the row that the predicate is asked for.
    row: bool,
    /// A column of some table.
    column: bool,
    /// Who the caller is.
    caller: bool,
}

impl Holds {
    fn and(self, other: Holds) -> Holds {
        Holds {
            row: self.row || other.row,
            column: self.column || other.column,
            caller: self.caller || other.caller,
        }
    }
}

/// Where a part stands.
#[derive(Clone, Copy, Default)]
struct Place {
    /// It is a truth value: the whole, or a part of AND, OR and NOT.
    truth: bool,
    /// Under an odd number of NOT.
    negated: bool,
    /// Under a CASE, which may keep it from being asked.
    guarded: bool,
}

impl Place {
    /// That of an operand.
    fn value(self) -> Place {
        Place { truth: false, negated: false, ..self }
    }
}

struct Walk<'w> {
    cx: &'w Context<'w>,
    table: &'w Table,
    known: Understood,
    /// Casts of claims that may raise, so far.
    raising: Vec<Range<usize>>,
    /// Where calls begin that another sign speaks of.
    covered: BTreeSet<usize>,
    nearest: BTreeMap<String, Option<String>>,
}

impl Walk<'_> {
    fn sign(&mut self, kind: SignKind, range: Range<usize>, fix: Option<(Range<usize>, String)>) {
        self.known.signs.push(Sign { kind, range, fix });
    }

    fn node(&mut self, node: &Node, scope: &Scope<'_>, place: Place) -> Holds {
        if let Some(found) = self.session(node, scope) {
            return found;
        }
        let mut found = Holds::default();
        match &node.kind {
            Kind::Column(name) => return self.column(name, node, scope),
            Kind::Text(Some(text)) => literal::look(self, text, node),
            Kind::And(parts) => {
                for part in parts {
                    found = found.and(self.node(part, scope, place));
                }
                return found;
            }
            Kind::Or(parts) => {
                let mut arms = Vec::new();
                for part in parts {
                    let before = self.raising.len();
                    found = found.and(self.node(part, scope, place));
                    arms.push(before..self.raising.len());
                }
                if !place.guarded && arms.iter().any(Range::is_empty) {
                    let raising = self.raising[arms[0].start..].iter().cloned();
                    let signs = raising.map(|range| Sign { kind: SignKind::RaisingCast, range, fix: None });
                    self.known.signs.extend(signs);
                }
                self.tolerant(parts);
                return found;
            }
            Kind::Not(inner) => {
                return self.node(inner, scope, Place { negated: !place.negated, ..place });
            }
            Kind::Case(parts) => {
                let place = Place { guarded: true, ..place.value() };
                for part in parts {
                    found = found.and(self.node(part, scope, place));
                }
                return found;
            }
            Kind::Call(call) => return self.call(call, node, scope, place),
            Kind::Scalar(select) => return self.scalar(select, node, scope, place),
            Kind::Cast(inner, ty) => {
                let texts = ["text", "character varying", "character", "json", "jsonb"];
                let who = self.cx.callers.who(inner);
                let raises = !texts.contains(&ty.name.as_str()) && who.is_some_and(|who| who.is_text());
                if raises && !place.guarded {
                    self.raising.push(node.range.clone());
                }
            }
            _ => {}
        }
        let inside = place.value();
        let mut parts: Vec<&Node> = Vec::new();
        node.for_each(&mut |part| parts.push(part));
        let mut each = Vec::new();
        for part in parts {
            each.push(self.node(part, scope, inside));
        }
        let mut selects: Vec<&Select> = Vec::new();
        node.for_each_select(&mut |select| selects.push(select));
        for select in selects {
            let holds = self.select(select, scope);
            let reads = !select.from.is_empty();
            match &node.kind {
                Kind::Exists(_) if holds.row && reads => {
                    self.sign(SignKind::CorrelatedExists, node.range.clone(), None);
                }
                Kind::InSelect { value, not, .. }
                    if !holds.row && reads && each.first().is_some_and(|e| e.row) =>
                {
                    let fix = (!not && place.truth)
                        .then(|| (node.range.clone(), mend::any_array(self, value, select)));
                    self.sign(SignKind::InSelect, node.range.clone(), fix);
                }
                _ => {}
            }
            each.push(holds);
        }
        for holds in &each {
            found = found.and(*holds);
        }
        self.comparison(node, &each, place, scope);
        found
    }

    /// A name, and whether it is one of the row's.
    fn column(&mut self, name: &[String], node: &Node, scope: &Scope<'_>) -> Holds {
        let full = name.to_vec();
        let last = name.last().cloned().unwrap_or_default();
        let top = scope.depth();
        let (row, exists, column) = match scope.find(&full) {
            Found::Column { out, .. } => (out == top, Some(true).filter(|_| out == top), true),
            Found::Row { out } => (out == top, None, false),
            Found::Missing { out, table } => {
                // outside of all sub-selects a name must be one of the table's own
                let own = table.name.key() == self.table.name.key() && out == top;
                (own, Some(false).filter(|_| own), own)
            }
            // perhaps a column of a table that is not known
            Found::Unsure => (false, None, true),
        };
        if let Some(exists) = exists {
            let nearest = if exists { None } else { self.nearest(&last) };
            self.known.columns.push(ColumnUse {
                name: last.clone(),
                range: node.range.clone(),
                exists,
                nearest,
            });
        }
        if literal::is_user_editable(&last) {
            self.sign(SignKind::UserEditable, node.range.clone(), None);
        }
        Holds { row, column, caller: false }
    }

    fn nearest(&mut self, name: &str) -> Option<String> {
        if let Some(known) = self.nearest.get(name) {
            return known.clone();
        }
        let columns = self.table.columns.iter().map(|column| column.name.as_str());
        let found = nearest(name, columns).map(str::to_owned);
        self.nearest.insert(name.to_owned(), found.clone());
        found
    }

    /// Something of the session, as a whole: what is to be asked once a statement.
    fn session(&mut self, node: &Node, scope: &Scope<'_>) -> Option<Holds> {
        let is_call = matches!(&node.kind, Kind::Call(_) | Kind::Special(..));
        let is_setting = mend::is_setting(node);
        if !(is_setting || is_call && self.cx.callers.who(node).is_some()) {
            return None;
        }
        let mut name = None;
        first_call(node, &mut name);
        let name = name.and_then(|name| qualified(&name))?;
        // its arguments are constants, but claims may be among them
        let calls = self.known.calls.len();
        node.for_each(&mut |part| {
            self.node(part, scope, Place::default());
        });
        self.known.calls.truncate(calls);
        self.known.calls.push(CallUse {
            name,
            range: node.range.clone(),
            on_row: false,
            once: false,
            identity: true,
        });
        Some(Holds { caller: true, ..Holds::default() })
    }

    fn call(&mut self, call: &Call, node: &Node, scope: &Scope<'_>, place: Place) -> Holds {
        let mut found = Holds::default();
        for arg in &call.args {
            found = found.and(self.node(arg, scope, place.value()));
        }
        let name = qualified(&call.name).unwrap_or_else(|| QName::new(call.name.join(".")));
        if place.truth && found.row && !literal::is_builtin(&name) {
            self.sign(SignKind::FunctionOfRow, node.range.clone(), None);
        }
        let identity = !found.row && self.cx.callers.asks(call);
        found.caller |= identity;
        let use_ = CallUse { name, range: node.range.clone(), on_row: found.row, once: false, identity };
        self.known.calls.push(use_);
        found
    }

    /// A sub-select that gives a value.
    fn scalar(&mut self, select: &Select, node: &Node, scope: &Scope<'_>, place: Place) -> Holds {
        let Some(value) = select.value() else { return self.select(select, scope) };
        let calls = self.known.calls.len();
        let found = self.node(value, scope, place);
        if !found.row {
            self.known.calls[calls..].iter_mut().for_each(|call| call.once = true);
        } else if found.caller {
            let text = mend::wrapped(self, value, calls);
            self.covered.extend(self.known.calls[calls..].iter().map(|call| call.range.start));
            self.sign(SignKind::ComparisonInSelect, node.range.clone(), Some((node.range.clone(), text)));
        }
        found
    }

    fn select(&mut self, select: &Select, scope: &Scope<'_>) -> Holds {
        let inside = scope.inside(select, self.cx.schema);
        let calls = self.known.calls.len();
        let mut found = Holds::default();
        let mut selects: Vec<&Select> = Vec::new();
        select.for_each_select(&mut |select| selects.push(select));
        for inner in selects {
            found = found.and(self.select(inner, &inside));
        }
        for from in &select.from {
            if let From::Table { name, range, .. } = from
                && !inside.is_cte(name)
                && let Some(name) = qualified(name)
            {
                let known = self.cx.schema.find_table(&name).is_some();
                self.known.tables.push(TableUse { name, range: range.clone(), known });
            }
        }
        let mut parts: Vec<&Node> = Vec::new();
        select.for_each(&mut |node| parts.push(node));
        for node in parts {
            let filter = select.filter.as_ref().is_some_and(|filter| filter.range == node.range);
            found = found.and(self.node(node, &inside, Place { truth: filter, ..Place::default() }));
        }
        if !found.row {
            self.known.calls[calls..].iter_mut().for_each(|call| call.once = true);
        }
        found
    }

    fn finish(mut self) -> Understood {
        for call in self.known.calls.clone() {
            let covered = self.covered.contains(&call.range.start);
            if call.identity && !call.once && !covered {
                let fix = (call.range.clone(), format!("(SELECT {})", &self.cx.sql[call.range.clone()]));
                self.sign(SignKind::CallPerRow, call.range.clone(), Some(fix));
            }
        }
        self.known.columns.sort_by_key(|column| column.range.start);
        self.known.calls.sort_by_key(|call| call.range.start);
        self.known.signs.sort_by_key(|sign| (sign.range.start, sign.kind.clone()));
        self.known.signs.dedup();
        self.known
    }
}

fn first_call(node: &Node, name: &mut Option<Vec<String>>) {
    if let Kind::Call(call) = &node.kind
        && name.is_none()
    {
        *name = Some(call.name.clone());
    }
    node.for_each(&mut |part| first_call(part, name));
}
