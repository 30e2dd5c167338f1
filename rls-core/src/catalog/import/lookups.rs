//! Which functions are lookups of ours, and what are the others?
//!
//! A lookup is a function that `sql` would write the same: without arguments, bound to what it reads when it was made,
//! run as its owner, giving the keys of those rows of one table for which a predicate holds.

use super::{
    super::{
        document::KeptFunction,
        other::{
            OtherKind, Place,
            words::{at, comment},
        },
        types::name,
    },
    Import,
};
use crate::{
    expr::Expr,
    schema::{Function, Role, may_be_private},
    sql::type_name,
};

impl Import<'_> {
    pub(super) fn functions(&mut self) {
        let (catalog, scope) = (self.catalog, self.scope);
        let held = |one: &&KeptFunction| scope.holds(&one.schema, &one.name);
        let functions: Vec<&KeptFunction> = catalog.functions.iter().filter(held).collect();
        for one in functions {
            let own = name(&one.schema, &one.name);
            let word = match one.kind.as_str() {
                "p" => "PROCEDURE",
                "a" => "AGGREGATE",
                _ => "FUNCTION",
            };
            let arguments = if one.kind == "a" && one.arguments.is_empty() { "*" } else { &one.arguments };
            let signature = format!("{}({arguments})", at(&one.schema, &one.name));
            let on = format!("{word} {signature}");
            let said = format!("{own}({arguments})");
            if let Some(function) = self.lookup(one) {
                if self.schema.private.is_none() {
                    self.schema.private = Some(one.schema.clone());
                }
                self.schema.functions.push(function);
                self.commented(&said, None, &on, one.comment.as_ref());
            } else {
                let mut sql: Vec<String> = one.definition.iter().cloned().collect();
                sql.extend(one.comment.as_ref().map(|text| comment(&on, text)));
                // what is bound to tables comes after them
                let place = if one.bound || one.kind == "a" { Place::After } else { Place::Before };
                self.other(
                    OtherKind::Function,
                    &said,
                    "the model has functions that look rows up, and no others",
                )
                .stands(place)
                .says(sql);
                let word = if one.kind == "a" { "FUNCTION" } else { word };
                let arguments = &one.arguments;
                let on = format!("{word} {}({arguments})", at(&one.schema, &one.name));
                self.granted(&said, None, &on, &one.grants, Some("EXECUTE"));
            }
            self.owned(&said, None, &on, &one.owner);
        }
    }

    /// The lookup that a function is, if it is one.
    fn lookup(&self, one: &KeptFunction) -> Option<Function> {
        let plain = one.argument_count == 0
            && one.definer
            && one.settings.is_empty()
            && may_be_private(&one.schema)
            && one.grants.iter().all(|acl| acl.0.is_some() && acl.1 == "EXECUTE" && !acl.2);
        let definition = one.definition.as_deref().filter(|_| plain)?;
        let start = "\n LANGUAGE sql\n STABLE PARALLEL SAFE SECURITY DEFINER\nBEGIN ATOMIC\n SELECT ";
        let body = definition
            .split_once(start)?
            .1
            .strip_suffix(";\nEND\n")
            .or_else(|| definition.split_once(start)?.1.strip_suffix(";\nEND"))?;
        let (_, body) = ident(body)?;
        let (key, body) = ident(body.strip_prefix('.')?)?;
        let (schema, body) = ident(body.strip_prefix("\n    FROM ")?)?;
        let (table, body) = ident(body.strip_prefix('.')?)?;
        let when = body.strip_prefix("\n   WHERE ")?;
        if !is_one_line(when) {
            return None;
        }
        let table = name(&schema, &table);
        let column = self.table(&table)?.find_column(&key)?.clone();
        let returns = one.returns.as_deref()?.strip_prefix("SETOF ")?;
        let returned = super::super::types::printed(returns);
        let same =
            returned == column.ty.without_length() || returns == type_name(&column.ty.without_length());
        let mut roles: Vec<Role> =
            one.grants.iter().filter_map(|acl| acl.0.clone()).map(Role::Named).collect();
        roles.sort();
        same.then(|| Function {
            name: name(&one.schema, &one.name),
            table,
            key,
            when: match when {
                "true" => Expr::Bool(true),
                "false" => Expr::Bool(false),
                sql => Expr::sql(sql),
            },
            roles,
        })
    }
}

/// The name that a text begins with, and the rest.
fn ident(text: &str) -> Option<(String, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$')).unwrap_or(text.len());
        return (end > 0).then(|| (text[..end].to_owned(), &text[end..]));
    };
    let mut name = String::new();
    let mut chars = quoted.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if c != '"' {
            name.push(c);
        } else if chars.peek().is_some_and(|(_, next)| *next == '"') {
            chars.next();
            name.push('"');
        } else {
            return Some((name, &quoted[at + 1..]));
        }
    }
    None
}

/// Whether a condition is the last clause of its SELECT: a further one begins on a line of its own, outside of brackets.
fn is_one_line(sql: &str) -> bool {
    let (mut depth, mut inside) = (0_i64, None);
    for c in sql.chars() {
        match (inside, c) {
            (Some(end), c) if c == end => inside = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => inside = Some(c),
            (None, '(') => depth += 1,
            (None, ')') => depth -= 1,
            (None, '\n' | ';') if depth <= 0 => return false,
            _ => {}
        }
    }
    depth == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_ends_where_it_ends() {
        assert_eq!(ident("a.b"), Some(("a".to_owned(), ".b")));
        assert_eq!(ident(r#""a ""b"".c" x"#), Some((r#"a "b".c"#.to_owned(), " x")));
        assert_eq!(ident(""), None);
        assert_eq!(ident(r#""a"#), None);
    }

    #[test]
    fn a_further_clause_is_seen() {
        assert!(is_one_line("((a = 'x\n') AND (b = ( SELECT 1\n LIMIT 1)))"));
        assert!(!is_one_line("(a = 1)\n  ORDER BY a") && !is_one_line("(a = 1"));
    }
}
