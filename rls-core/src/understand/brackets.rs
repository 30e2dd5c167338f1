//! How was a piece of SQL read?

use super::{
    Unreadable, parse,
    tree::{Kind, Node, Select},
};

/// The text with brackets around every part that an operator binds, which shows how it was read. A test has Postgres
/// read both.
///
/// ```
/// let read = rls_core::understand::bracketed("NOT a = b IS NULL OR c").unwrap();
/// assert_eq!(read, "((NOT ((a = b) IS NULL)) OR c)");
/// ```
///
/// # Errors
/// Why the text cannot be read.
pub fn bracketed(sql: &str) -> Result<String, Unreadable> {
    let node = parse::expression(sql)?;
    let mut marks = Vec::new();
    mark(&node, &mut marks);
    // at one place, what is around opens first and closes last
    marks.sort_by_key(|&(at, closes, depth)| (at, !closes, if closes { depth } else { usize::MAX - depth }));
    let mut text = String::with_capacity(sql.len() + marks.len());
    let mut from = 0;
    for (at, closes, _) in marks {
        text.push_str(&sql[from..at]);
        text.push(if closes { ')' } else { '(' });
        from = at;
    }
    text.push_str(&sql[from..]);
    Ok(text)
}

/// Where brackets open and close, and how deep what is in them is.
fn mark(node: &Node, marks: &mut Vec<(usize, bool, usize)>) {
    let binds = matches!(
        node.kind,
        Kind::Cast(..)
            | Kind::Unary(..)
            | Kind::Binary(..)
            | Kind::Not(_)
            | Kind::And(_)
            | Kind::Or(_)
            | Kind::Is { .. }
            | Kind::Distinct { .. }
            | Kind::Between { .. }
            | Kind::In { .. }
            | Kind::InSelect { .. }
            | Kind::Like { .. }
            | Kind::Quantified { .. }
            | Kind::QuantifiedSelect { .. }
            | Kind::Collate(_)
            | Kind::AtTimeZone(..)
    );
    if binds {
        marks.push((node.range.start, false, node.depth));
        marks.push((node.range.end, true, node.depth));
    }
    node.for_each(&mut |part| mark(part, marks));
    node.for_each_select(&mut |select| mark_select(select, marks));
}

fn mark_select(select: &Select, marks: &mut Vec<(usize, bool, usize)>) {
    select.for_each(&mut |node| mark(node, marks));
    select.for_each_select(&mut |select| mark_select(select, marks));
}
