//! Which labels in what Postgres prints mean nothing?
//!
//! `( SELECT auth.user_id() AS user_id)`: a sub-select keeps the label that its column had when it was read, also when the function or the column has
//! another name since. Two texts that differ in such a label say the same, unless something else in them names it.

use crate::lex::{self, Kind};

/// The text without labels that nothing in it names.
pub(crate) fn without(text: &str) -> String {
    let Some(tokens) = text.contains(" AS ").then(|| lex::tokens(text).ok()).flatten() else {
        return text.to_owned();
    };
    let word = |at: usize| tokens.get(at).map_or("", |token| &text[token.range.clone()]);
    let is_name =
        |at: usize| tokens.get(at).is_some_and(|token| matches!(token.kind, Kind::Word | Kind::Quoted));
    let is_label = |at: usize| word(at) == "AS" && is_name(at + 1) && matches!(word(at + 2), ")" | "FROM");
    let is_named = |label: &str, but: usize| {
        (0..tokens.len()).any(|at| {
            // a function's name is no column
            at != but && is_name(at) && lex::name(word(at)) == label && word(at + 1) != "("
        })
    };
    let mut plain = String::with_capacity(text.len());
    let mut from = 0;
    for at in (0..tokens.len()).filter(|at| is_label(*at)) {
        if !is_named(&lex::name(word(at + 1)), at + 1) {
            plain.push_str(text[from..tokens[at].range.start].trim_end());
            from = tokens[at + 1].range.end;
        }
    }
    plain.push_str(&text[from..]);
    plain
}

/// Whether two texts say the same.
pub(crate) fn same(one: &str, other: &str) -> bool {
    one == other || without(one) == without(other)
}

/// The same of what may not be there.
pub(crate) fn same_if(one: Option<&str>, other: Option<&str>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => same(one, other),
        (one, other) => one == other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_that_nothing_names_means_nothing() {
        assert!(same("(a = ( SELECT x.f() AS f))", "(a = ( SELECT x.f() AS old_name))"));
        assert!(same("SELECT members.id AS team\n   FROM members;", "SELECT members.id\n   FROM members;"));
        assert_eq!(without("(' AS x)' = a)"), "(' AS x)' = a)");
    }

    #[test]
    fn a_label_that_is_named_stays() {
        let named = "EXISTS ( SELECT 1 FROM ( SELECT t.a AS b FROM t) s WHERE s.b = 1)";
        assert!(!same(named, "EXISTS ( SELECT 1 FROM ( SELECT t.a AS c FROM t) s WHERE s.b = 1)"));
        let two = |b: &str, c: &str| {
            format!("( SELECT s.x FROM ( SELECT 1 AS {b} FROM t) s, ( SELECT 2 AS {c} FROM t) s2)")
        };
        assert!(!same(&two("x", "y"), &two("y", "x")));
    }
}
