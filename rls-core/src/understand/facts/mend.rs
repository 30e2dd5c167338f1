//! What would say the same and be fast, where the change is mechanical?

use super::{Found, Kind, Node, Range, Scope, Select, Walk, comparison::uncast};
use crate::{
    schema::{CallerId, Type},
    understand::{caller::Who, tree::Call},
};

/// Whether a part is a setting of the session, with what is taken out of it.
pub(super) fn is_setting(node: &Node) -> bool {
    match &node.kind {
        Kind::Call(Call { name, .. }) => name.last().is_some_and(|name| name == "current_setting"),
        Kind::Special(word, args) if word == "nullif" => args.first().is_some_and(is_setting),
        Kind::Cast(inner, ty) => matches!(ty.name.as_str(), "json" | "jsonb" | "text") && is_setting(inner),
        Kind::Binary(op, left, right) => {
            matches!(op.as_str(), "->" | "->>" | "#>" | "#>>")
                && matches!(right.kind, Kind::Text(_))
                && is_setting(left)
        }
        _ => false,
    }
}

/// `value IN (SELECT …)` with the keys gathered first.
pub(super) fn any_array(walk: &Walk<'_>, value: &Node, select: &Select) -> String {
    let (value, select) = (operand(walk, value), &walk.cx.sql[select.range.clone()]);
    format!("{value} = ANY (ARRAY({select}))")
}

/// What a sub-select compares, with the caller asked for once a statement and the comparison outside.
pub(super) fn wrapped(walk: &Walk<'_>, value: &Node, calls: usize) -> String {
    let mut text = String::from("(");
    let mut at = value.range.start;
    let mut each: Vec<&Range<usize>> = walk.known.calls[calls..]
        .iter()
        .filter(|call| call.identity && !call.once)
        .map(|call| &call.range)
        .collect();
    each.sort_by_key(|range| range.start);
    for range in each {
        // what stands in another was written with it
        if range.start >= at {
            text.push_str(&walk.cx.sql[at..range.start]);
            text.push_str("(SELECT ");
            text.push_str(&walk.cx.sql[range.clone()]);
            text.push(')');
            at = range.end;
        }
    }
    text.push_str(&walk.cx.sql[at..value.range.end]);
    text.push(')');
    text
}

/// A comparison without the casts, where that says the same.
pub(super) fn cast_moved(
    walk: &Walk<'_>,
    node: &Node,
    column: &Node,
    caller: &Node,
    scope: &Scope<'_>,
) -> Option<(Range<usize>, String)> {
    let bare = uncast(column);
    let (Kind::Column(name), Kind::Binary(op, left, _)) = (&bare.kind, &node.kind) else { return None };
    let Found::Column { column: known, .. } = scope.find(name) else { return None };
    if op != "=" {
        return None;
    }
    // two uuids are equal where their texts are; any other text may be none, or one in another spelling
    let uuids = walk.cx.callers.who(uncast(caller))? == Who::Id(CallerId::Uuid) && known.ty == Type::Uuid;
    if !uuids {
        return None;
    }
    let caller_sql = walk.cx.provider.caller_id_once(CallerId::Uuid);
    let name = &walk.cx.sql[bare.range.clone()];
    let first = left.range.start == column.range.start;
    let text = if first { format!("{name} = {caller_sql}") } else { format!("{caller_sql} = {name}") };
    Some((node.range.clone(), text))
}

/// A part as an operand: in brackets, unless it binds tightest by itself.
fn operand(walk: &Walk<'_>, node: &Node) -> String {
    let text = &walk.cx.sql[node.range.clone()];
    match node.kind {
        Kind::Column(_) | Kind::Call(_) | Kind::Cast(..) | Kind::Scalar(_) => text.to_owned(),
        _ => format!("({text})"),
    }
}
