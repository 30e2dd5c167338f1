//! Which comparisons with the caller let the wrong rows through, or cannot use an index?

use std::collections::BTreeSet;

use super::{Found, Holds, Kind, Node, Place, Scope, SignKind, Test, Walk, mend};
use crate::understand::tree::Name;

impl Walk<'_> {
    /// Looks at a part whose operands were walked.
    pub(super) fn comparison(&mut self, node: &Node, each: &[Holds], place: Place, scope: &Scope<'_>) {
        let all = each.iter().fold(Holds::default(), |all, one| all.and(*one));
        let against = all.caller && all.column;
        match &node.kind {
            Kind::Binary(op, left, right) => {
                let (l, r) = match each {
                    [l, r] => (*l, *r),
                    _ => return,
                };
                let across = (l.caller && r.column) || (r.caller && l.column);
                let equality = op == "=" || op == "<>";
                if ["~", "~*", "!~", "!~*", "~~", "~~*", "!~~", "!~~*"].contains(&op.as_str()) && across {
                    self.sign(SignKind::Pattern, node.range.clone(), None);
                }
                if equality && across {
                    if folds_case(left) || folds_case(right) {
                        self.sign(SignKind::Pattern, node.range.clone(), None);
                    }
                    self.column_cast(node, left, right, l, scope);
                    for side in [left, right] {
                        if self.is_coalesced(side) {
                            self.sign(SignKind::NullTolerant, side.range.clone(), None);
                        }
                    }
                    if (op == "<>") != place.negated {
                        self.sign(SignKind::Negative, node.range.clone(), None);
                    }
                }
                if op == "=" && l.column && !l.caller && same_column(left, right, scope) {
                    self.sign(SignKind::SameColumn, node.range.clone(), None);
                }
            }
            Kind::Like { .. } if against => self.sign(SignKind::Pattern, node.range.clone(), None),
            Kind::Quantified { op, any, .. } | Kind::QuantifiedSelect { op, any, .. } if against => {
                if op.contains("like") {
                    self.sign(SignKind::Pattern, node.range.clone(), None);
                }
                let negative = op == "<>" && !any;
                if negative || (op == "=" && *any && place.negated) {
                    self.sign(SignKind::Negative, node.range.clone(), None);
                }
            }
            Kind::In { not, .. } | Kind::InSelect { not, .. } if against && *not != place.negated => {
                self.sign(SignKind::Negative, node.range.clone(), None);
            }
            Kind::Exists(_) if all.caller && all.row && place.negated => {
                self.sign(SignKind::Negative, node.range.clone(), None);
            }
            Kind::Distinct { left, right, not } => {
                let across = |a: &Holds, b: &Holds| a.caller && b.column;
                if let [l, r] = each
                    && (across(l, r) || across(r, l))
                {
                    let kind =
                        if *not == place.negated { SignKind::Negative } else { SignKind::NullTolerant };
                    self.sign(kind, node.range.clone(), None);
                    self.column_cast(node, left, right, *l, scope);
                }
            }
            _ => {}
        }
    }

    /// OR with a test for NULL beside a comparison with the caller.
    pub(super) fn tolerant(&mut self, parts: &[Node]) {
        let compared: BTreeSet<&Name> =
            parts.iter().flat_map(|part| self.compared_with_caller(part)).collect();
        for part in parts {
            let Kind::Is { inner, test: Test::Null, not: false } = &part.bare().kind else { continue };
            let caller = self.cx.callers.who(inner).is_some();
            let owner = matches!(&inner.bare().kind, Kind::Column(name) if compared.contains(name));
            if caller || owner {
                self.sign(SignKind::NullTolerant, part.range.clone(), None);
            }
        }
    }

    /// The columns that a part compares with the caller, at the top of it.
    fn compared_with_caller<'n>(&self, part: &'n Node) -> Vec<&'n Name> {
        match &part.bare().kind {
            Kind::Binary(op, left, right) if op == "=" => {
                let is_caller = |side: &Node| self.cx.callers.who(uncast(side)).is_some();
                match (&uncast(left).kind, &uncast(right).kind) {
                    (Kind::Column(name), _) if is_caller(right) => vec![name],
                    (_, Kind::Column(name)) if is_caller(left) => vec![name],
                    _ => Vec::new(),
                }
            }
            Kind::And(parts) => parts.iter().flat_map(|part| self.compared_with_caller(part)).collect(),
            _ => Vec::new(),
        }
    }

    fn is_coalesced(&self, side: &Node) -> bool {
        let mut side = side.bare();
        while let Kind::Cast(inner, _) = &side.kind {
            side = inner.bare();
        }
        match &side.kind {
            Kind::Special(word, args) if word == "coalesce" => {
                // the provider's own ways to ask may hold one
                self.cx.callers.who(side).is_none()
                    && args.iter().any(|arg| self.cx.callers.who(uncast(arg)).is_some())
            }
            _ => false,
        }
    }

    fn column_cast(&mut self, node: &Node, left: &Node, right: &Node, l: Holds, scope: &Scope<'_>) {
        let (column, caller) = if l.caller { (right, left) } else { (left, right) };
        let Kind::Cast(inner, _) = &column.bare().kind else { return };
        if matches!(inner.bare().kind, Kind::Column(_)) {
            let fix = mend::cast_moved(self, node, column, caller, scope);
            self.sign(SignKind::ColumnCast, column.range.clone(), fix);
        }
    }
}

/// A node without the casts around it.
pub(super) fn uncast(node: &Node) -> &Node {
    let mut node = node.bare();
    while let Kind::Cast(inner, _) = &node.kind {
        node = inner.bare();
    }
    node
}

fn folds_case(node: &Node) -> bool {
    match &uncast(node).kind {
        Kind::Call(call) => {
            matches!(call.name.last().map(String::as_str), Some("lower" | "upper" | "initcap" | "casefold"))
        }
        _ => false,
    }
}

/// Whether both names stand for one column of one table.
fn same_column(left: &Node, right: &Node, scope: &Scope<'_>) -> bool {
    let (Kind::Column(a), Kind::Column(b)) = (&left.kind, &right.kind) else { return false };
    match (scope.find(a), scope.find(b)) {
        (Found::Column { out, table, column }, Found::Column { out: other, table: same, column: twin }) => {
            out == other && table.name == same.name && column.name == twin.name
        }
        _ => false,
    }
}
