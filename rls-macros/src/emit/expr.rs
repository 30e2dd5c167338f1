//! How does a predicate become Rust that builds it?

use proc_macro2::TokenStream;
use quote::quote;
use rls_core::expr::{Among, Compare, Expr, Literal, Op, Relation, Value};

use super::{ident, qname};

pub(super) fn expr(predicate: &Expr) -> TokenStream {
    // one call for all parts: a chain of calls is as deep as it is long
    let joined = |parts: &[Expr], join: &str| {
        let (join, parts) = (ident(join), parts.iter().map(expr));
        quote!(Expr::#join([#(#parts),*]))
    };
    match predicate {
        Expr::Bool(value) => quote!(Expr::Bool(#value)),
        Expr::Owner(column) => quote!(Expr::owner(#column)),
        Expr::Column(column) => quote!(Expr::column(#column)),
        Expr::Compare(Compare { left, op, right }) => {
            let (left, op, right) = (value(left), operator(*op), value(right));
            quote!(Expr::compare(#left, Op::#op, #right))
        }
        Expr::In(of, list) => {
            let (of, list) = (value(of), list.iter().map(literal));
            quote!(Expr::is_in(#of, [#(#list),*]))
        }
        Expr::Present(of) => {
            let of = value(of);
            quote!(Expr::present(#of))
        }
        Expr::Among(rows) => among(rows),
        Expr::Exists(sql) => quote!(Expr::exists(#sql)),
        Expr::Sql(sql) => quote!(Expr::sql(#sql)),
        Expr::And(parts) => joined(parts, "all"),
        Expr::Or(parts) => joined(parts, "any"),
        Expr::Not(inner) => {
            let inner = expr(inner);
            quote!(#inner.not())
        }
        // a newer kind of predicate that this derive cannot write would be a bug; nothing is let through
        _ => quote!(Expr::Bool(false)),
    }
}

fn operator(op: Op) -> proc_macro2::Ident {
    ident(match op {
        Op::Eq => "Eq",
        Op::Ne => "Ne",
        Op::Lt => "Lt",
        Op::Le => "Le",
        Op::Gt => "Gt",
        Op::Ge => "Ge",
    })
}

fn value(value: &Value) -> TokenStream {
    match value {
        Value::Column(name) => quote!(Value::column(#name)),
        Value::CallerId => quote!(Value::CallerId),
        Value::Claim(path) => quote!(Value::claim([#(#path),*])),
        Value::Now => quote!(Value::Now),
        Value::Ago(interval) => quote!(Value::ago(#interval)),
        Value::Ahead(interval) => quote!(Value::ahead(#interval)),
        Value::Literal(Literal::Text(text)) => quote!(Value::text(#text)),
        Value::Literal(constant) => {
            let constant = literal(constant);
            quote!(Value::Literal(#constant))
        }
    }
}

fn literal(literal: &Literal) -> TokenStream {
    match literal {
        Literal::Bool(value) => quote!(Literal::Bool(#value)),
        Literal::Number(digits) => quote!(Literal::number(#digits)),
        Literal::Text(text) => quote!(Literal::text(#text)),
        Literal::Variant(name) => quote!(Literal::variant(#name)),
    }
}

/// The predicate of a membership begins with its owner, which its builder adds.
fn among(rows: &Among) -> TokenStream {
    let (column, table, key) = (&rows.column, qname(&rows.table), &rows.key);
    let (user, rest) = match (rows.relation, &rows.when) {
        (Relation::Member, Expr::Owner(user)) => (Some(user), None),
        (Relation::Member, Expr::And(parts)) => match parts.split_first() {
            Some((Expr::Owner(user), rest)) => (Some(user), Some(Expr::all(rest.iter().cloned()))),
            _ => (None, Some(rows.when.clone())),
        },
        _ => (None, Some(rows.when.clone())),
    };
    match (user, rest) {
        (Some(user), None) => {
            quote!(Expr::among(Among::member(#column, #table, #key, #user, None)))
        }
        (Some(user), Some(when)) => {
            let when = expr(&when);
            quote!(Expr::among(Among::member(#column, #table, #key, #user, Some(#when))))
        }
        (None, when) => {
            let when = when.as_ref().map(expr);
            quote!(Expr::among(Among::parent(#column, #table, #key, #when)))
        }
    }
}
