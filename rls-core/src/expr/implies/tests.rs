//! Which predicates imply which?

use super::{Facts, Implied, Kind, Known};
use crate::{
    expr::{Among, Expr, Literal, Op, Value},
    ident::QName,
};

/// Columns as their names say: `n…` numbers, `t…` texts, `b…` booleans, `u…` uuids; NULL where the name ends in `0`.
struct ByName;

impl Facts for ByName {
    fn column(&self, _: Option<&QName>, column: &str) -> Known {
        let kind = match column.as_bytes()[0] {
            b'n' => Kind::Number,
            b't' => Kind::Text,
            b'b' => Kind::Boolean,
            b'u' => Kind::Uuid,
            _ => Kind::Other,
        };
        Known { not_null: !column.ends_with('0'), kind }
    }
}

fn number(column: &str, op: Op, digits: &str) -> Expr {
    Expr::compare(Value::column(column), op, Value::Literal(Literal::Number(digits.into())))
}

fn text(column: &str, op: Op, text: &str) -> Expr {
    Expr::compare(Value::column(column), op, Value::text(text))
}

fn there(column: &str) -> Expr {
    Expr::present(Value::column(column))
}

fn signed_in() -> Expr {
    Expr::present(Value::CallerId)
}

fn claim() -> Value {
    Value::claim(["org"])
}

fn member(when: Option<Expr>) -> Expr {
    Expr::among(Among::member("team", QName::new("members"), "team", "t_user", when))
}

fn col(name: &str) -> Expr {
    Expr::column(name)
}

fn yes(pairs: &[(Expr, Expr)]) {
    for (a, b) in pairs {
        assert_eq!(a.implies(b, &ByName), Implied::Yes, "{a:?}\n{b:?}");
    }
}

fn no(pairs: &[(Expr, Expr)]) {
    for (a, b) in pairs {
        assert_eq!(a.implies(b, &ByName), Implied::No, "{a:?}\n{b:?}");
    }
}

#[test]
fn and_or_and_not_are_exact() {
    let (a, b, c) = (col("b1"), col("b2"), col("b3"));
    yes(&[
        (a.clone().and(b.clone()), a.clone()),
        (a.clone(), a.clone().or(b.clone())),
        (a.clone().and(b.clone().or(c.clone())), a.clone().and(b.clone()).or(a.clone().and(c.clone()))),
        (a.clone().or(b.clone()).not(), a.clone().not().and(b.clone().not())),
        (a.clone().or(b.clone()).and(a.clone().not()), b.clone()),
        (a.clone().and(a.clone().not()), Expr::Bool(false)),
        (Expr::Bool(true), a.clone().or(a.clone().not())),
    ]);
    no(&[
        (a.clone().or(b.clone()), a.clone()),
        (Expr::Bool(true), a.clone().or(b.clone().not())),
        (a.clone(), Expr::Bool(false)),
    ]);
}

#[test]
fn null_is_true_of_nothing() {
    yes(&[
        (text("t0", Op::Eq, "x"), there("t0")),
        (there("t0").not(), text("t0", Op::Eq, "x").not()),
        (text("t0", Op::Ne, "x"), text("t0", Op::Eq, "x").not()),
        (text("t0", Op::Eq, "x").not(), text("t0", Op::Ne, "x")),
        (Expr::Bool(true), there("t1")),
        (Expr::Bool(true), col("b0").or(col("b0").not())),
        (number("n1", Op::Lt, "3").not(), number("n1", Op::Ge, "3")),
    ]);
    no(&[
        (text("t0", Op::Ne, "x"), there("t0")),
        (Expr::Bool(true), there("t0")),
        (number("n0", Op::Lt, "3").not(), number("n0", Op::Ge, "3")),
    ]);
}

#[test]
fn what_the_caller_lacks_matches_nothing() {
    let own = Expr::owner("t0");
    let tenant = Expr::compare(Value::column("n0"), Op::Eq, claim());
    yes(&[
        (own.clone(), signed_in()),
        (own.clone(), there("t0")),
        (own.clone().not(), signed_in().and(there("t0"))),
        (tenant.clone(), Expr::present(claim()).and(there("n0"))),
        (tenant.clone().not(), Expr::present(claim())),
        (signed_in().not(), Expr::Bool(false)),
    ]);
    no(&[
        (Expr::Bool(true), own.clone().or(own.clone().not())),
        (signed_in(), own.clone().or(own.clone().not())),
        (tenant, signed_in()),
        (Expr::owner("t1"), Expr::owner("t2")),
    ]);
    yes(&[(signed_in(), Expr::owner("t1").or(Expr::owner("t1").not()))]);
    // a caller may have an id that is no uuid
    no(&[(signed_in(), Expr::owner("u1").or(Expr::owner("u1").not()))]);
    yes(&[(Expr::owner("u1"), signed_in())]);
}

#[test]
fn constants_know_of_each_other() {
    let list = |texts: &[&str]| {
        Expr::is_in(Value::column("t0"), texts.iter().map(|t| Literal::Text((*t).into())).collect::<Vec<_>>())
    };
    yes(&[
        (text("t0", Op::Eq, "a").and(text("t0", Op::Eq, "b")), Expr::Bool(false)),
        (text("t0", Op::Eq, "a"), text("t0", Op::Ne, "b")),
        (text("t0", Op::Eq, "a"), list(&["b", "a"])),
        (list(&["a", "b"]), text("t0", Op::Eq, "b").or(text("t0", Op::Eq, "a"))),
        (list(&["a", "b"]), list(&["b", "c", "a"])),
        (list(&["a"]).not(), text("t0", Op::Ne, "a")),
        (number("n0", Op::Lt, "3"), number("n0", Op::Lt, "5")),
        (number("n0", Op::Eq, "4.0"), number("n0", Op::Ge, "3.99")),
        (number("n0", Op::Eq, "1"), number("n0", Op::Eq, "1.00")),
        (number("n0", Op::Gt, "-1"), number("n0", Op::Ge, "-10")),
        (col("b0"), Expr::compare(Value::column("b0"), Op::Eq, Value::Literal(Literal::Bool(true)))),
        (
            Expr::compare(Value::column("b0"), Op::Eq, Value::Literal(Literal::Bool(false))),
            there("b0").and(col("b0").not()),
        ),
    ]);
    no(&[
        // two ways to write one value, where nothing is known of the type
        (text("x0", Op::Eq, "a"), text("x0", Op::Ne, "b")),
        (number("x0", Op::Lt, "3"), number("x0", Op::Lt, "5")),
        (number("n0", Op::Le, "3"), number("n0", Op::Lt, "3")),
        (list(&["a", "b"]), list(&["a"])),
        (text("t0", Op::Ne, "b"), text("t0", Op::Eq, "a")),
        (
            Expr::compare(Value::column("b0"), Op::Ne, Value::Literal(Literal::Bool(true))),
            Expr::compare(Value::column("b0"), Op::Eq, Value::Literal(Literal::Bool(false))),
        ),
    ]);
}

#[test]
fn rows_of_other_tables_follow_their_predicates() {
    let lead = || member(Some(text("t_role", Op::Eq, "lead")));
    let looked_up = |expr: Expr| {
        let mut expr = expr;
        expr.for_each_among(&mut |among| among.helper = Some(QName::new("lookup")));
        expr
    };
    yes(&[
        (lead(), member(None)),
        (member(None), looked_up(member(None))),
        (member(None), signed_in()),
        (member(None), there("team")),
        (lead().not(), signed_in()),
        (member(None).not(), lead().not()),
        (member(Some(Expr::Bool(false))), Expr::Bool(false)),
    ]);
    no(&[
        (member(None), lead()),
        (lead().not(), member(None).not()),
        (Expr::Bool(true), member(None).or(member(None).not())),
    ]);
    let parent = |when| Expr::among(Among::parent("team", QName::new("teams"), "id", when));
    yes(&[(parent(lead()), parent(member(None)))]);
    no(&[(parent(Expr::Bool(true)), signed_in()), (parent(lead()), member(None))]);
}

#[test]
fn sql_is_equal_to_itself() {
    let sql = |text: &str| Expr::sql(text);
    yes(&[(sql(" f(x) "), sql("f(x)")), (sql("f(x)").and(sql("f(x)").not()), Expr::Bool(false))]);
    no(&[
        (sql("f(x)"), sql("f( x )")),
        // NULL is neither
        (Expr::Bool(true), sql("f(x)").or(sql("f(x)").not())),
    ]);
    yes(&[(Expr::Bool(true), Expr::exists("SELECT 1").or(Expr::exists("SELECT 1").not()))]);
}

#[test]
fn it_gives_up_and_says_so() {
    let deep = (0..1_000).fold(col("b1"), |expr, _| expr.or(col("b2")).not());
    assert_eq!(deep.implies(&col("b2"), &()), Implied::Unknown);
    // pigeons in too few holes: a search without learning walks every way
    let holes = 9;
    let name = |pigeon: usize, hole: usize| col(&format!("b{pigeon}_{hole}x"));
    let mut all = Vec::new();
    for pigeon in 0..=holes {
        all.push(Expr::Or((0..holes).map(|hole| name(pigeon, hole)).collect()));
        for (other, hole) in (0..pigeon).flat_map(|other| (0..holes).map(move |hole| (other, hole))) {
            all.push(name(pigeon, hole).and(name(other, hole)).not());
        }
    }
    assert_eq!(Expr::And(all).implies(&Expr::Bool(false), &ByName), Implied::Unknown);
}

#[test]
fn a_thousand_parts_are_no_burden() {
    let columns: Vec<Expr> = (0..1_000).map(|i| col(&format!("b{i}x"))).collect();
    let mut turned = columns.clone();
    turned.reverse();
    yes(&[(Expr::Or(columns.clone()), Expr::Or(turned.clone())), (Expr::And(columns), Expr::And(turned))]);
}
