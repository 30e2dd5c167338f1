//! What is a lookup function called?

use std::collections::BTreeMap;

use super::Lookup;
use crate::{
    expr::{Among, Compare, Expr, Literal, Op, Relation, Value},
    ident::{self, QName},
};

/// A name for each, in the private schema: the table and the key, and a hash of what is asked where that is more than
/// whose row it is. The hash changes with the predicate and with nothing else, on any machine and in any version.
///
/// Where two come to one name (`a_b` by `c`, `a` by `b_c`; a name that had to be cut), both get their hash.
pub(super) fn all<'l>(lookups: impl Iterator<Item = &'l Lookup>, private: &str) -> BTreeMap<Lookup, QName> {
    let mut named: BTreeMap<String, Vec<&Lookup>> = BTreeMap::new();
    for lookup in lookups {
        let plain = matches!(lookup.when, Expr::Owner(_)) && lookup.table.key().0 == "public";
        let label = if plain { String::new() } else { hash(lookup) };
        named.entry(ident::derived(&lookup.table.name, &lookup.key, &label)).or_default().push(lookup);
    }
    let mut names = BTreeMap::new();
    for (name, lookups) in named {
        for lookup in &lookups {
            let name = match lookups.len() {
                1 => name.clone(),
                _ => ident::derived(&lookup.table.name, &lookup.key, &hash(lookup)),
            };
            names.insert((*lookup).clone(), QName::qualified(private, name));
        }
    }
    names
}

/// FNV-1a over a writing of the lookup that is this file's alone: eight hexadecimal digits.
fn hash(lookup: &Lookup) -> String {
    let mut fnv = Fnv(0x811c_9dc5);
    let (schema, table) = lookup.table.key();
    for text in [schema, table, &lookup.key] {
        fnv.text(text);
    }
    fnv.expr(&lookup.when);
    format!("{:08x}", fnv.0)
}

struct Fnv(u32);

impl Fnv {
    fn byte(&mut self, byte: u8) {
        self.0 = (self.0 ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }

    /// A text with an end that no text holds.
    fn text(&mut self, text: &str) {
        text.bytes().for_each(|byte| self.byte(byte));
        self.byte(0xff);
    }

    fn tagged(&mut self, tag: u8, text: &str) {
        self.byte(tag);
        self.text(text);
    }

    fn expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Bool(value) => self.tagged(b'b', if *value { "1" } else { "0" }),
            Expr::Owner(column) => self.tagged(b'o', column),
            Expr::Column(column) => self.tagged(b'c', column),
            Expr::Compare(Compare { left, op, right }) => {
                self.tagged(b'=', operator(*op));
                self.value(left);
                self.value(right);
            }
            Expr::In(value, list) => {
                self.byte(b'i');
                self.value(value);
                list.iter().for_each(|literal| self.literal(literal));
                self.byte(0xfe);
            }
            Expr::Present(value) => {
                self.byte(b'p');
                self.value(value);
            }
            Expr::Among(among) => self.among(among),
            Expr::Exists(sql) => self.tagged(b'e', sql),
            Expr::Sql(sql) => self.tagged(b's', sql),
            Expr::And(parts) => self.parts(b'&', parts),
            Expr::Or(parts) => self.parts(b'|', parts),
            Expr::Not(inner) => {
                self.byte(b'!');
                self.expr(inner);
            }
        }
    }

    fn parts(&mut self, tag: u8, parts: &[Expr]) {
        self.byte(tag);
        parts.iter().for_each(|part| self.expr(part));
        self.byte(0xfe);
    }

    fn among(&mut self, among: &Among) {
        self.byte(if among.relation == Relation::Member { b'm' } else { b'r' });
        let (schema, table) = among.table.key();
        for text in [&among.column, schema, table, &among.key] {
            self.text(text);
        }
        self.expr(&among.when);
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Column(name) => self.tagged(b'c', name),
            Value::CallerId => self.byte(b'u'),
            Value::Claim(path) => {
                self.byte(b't');
                path.iter().for_each(|key| self.text(key));
                self.byte(0xfe);
            }
            Value::Now => self.byte(b'n'),
            Value::Ago(interval) => self.tagged(b'<', interval),
            Value::Ahead(interval) => self.tagged(b'>', interval),
            Value::Literal(literal) => self.literal(literal),
        }
    }

    fn literal(&mut self, literal: &Literal) {
        match literal {
            Literal::Bool(value) => self.tagged(b'b', if *value { "1" } else { "0" }),
            Literal::Number(digits) => self.tagged(b'd', digits),
            Literal::Text(text) => self.tagged(b'x', text),
            Literal::Variant(name) => self.tagged(b'v', name),
        }
    }
}

/// As ever, whatever `Op` comes to be called.
fn operator(op: Op) -> &'static str {
    match op {
        Op::Eq => "=",
        Op::Ne => "<>",
        Op::Lt => "<",
        Op::Le => "<=",
        Op::Gt => ">",
        Op::Ge => ">=",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lookup(table: &str, key: &str, when: Expr) -> Lookup {
        Lookup { table: QName::new(table), key: key.to_owned(), when }
    }

    fn names(lookups: &[Lookup]) -> Vec<String> {
        let all = all(lookups.iter(), "rls_private");
        lookups.iter().map(|lookup| all[lookup].name.clone()).collect()
    }

    #[test]
    fn a_bare_owner_needs_no_hash() {
        assert_eq!(
            names(&[lookup("memberships", "team_id", Expr::owner("user_id"))]),
            ["memberships_team_id"]
        );
    }

    /// The number is part of users' databases: it must never change.
    #[test]
    fn the_hash_is_fixed() {
        let admin =
            Expr::owner("user_id").and(Expr::compare(Value::column("role"), Op::Eq, Value::text("admin")));
        assert_eq!(names(&[lookup("memberships", "team_id", admin)]), ["memberships_team_id_f1724bc9"]);
    }

    #[test]
    fn no_two_have_one_name() {
        let bare = || Expr::owner("user_id");
        let clash = [
            lookup("a_b", "c", bare()),
            lookup("a", "b_c", bare()),
            lookup("a", "b_c", Expr::owner("other")),
        ];
        let found = names(&clash);
        assert!(found.iter().all(|name| name.starts_with("a_b_c_") && name.len() == 14), "{found:?}");
        assert!(found[0] != found[1] && found[1] != found[2] && found[0] != found[2]);
        let mut elsewhere = lookup("a_b", "c", bare());
        elsewhere.table = QName::qualified("app", "a_b");
        assert_ne!(names(&[elsewhere]), ["a_b_c"]);
        let long = names(&[
            lookup(&"t".repeat(63), &"k".repeat(63), bare()),
            lookup(&"t".repeat(62), &"k".repeat(63), bare()),
        ]);
        assert!(long.iter().all(|name| name.len() <= 63) && long[0] != long[1], "{long:?}");
    }
}
