//! Which words are a predicate's?

use super::Words;
use crate::{
    expr::{Among, Compare, Expr, Literal, Op, Relation, Value},
    schema::{Constraint, Schema, Table},
};

/// Deeper is not said.
const DEPTH: usize = 40;
/// So many constants are named.
const NAMED: usize = 6;

/// Says predicates over a table.
pub(super) struct Speaker<'s> {
    schema: &'s Schema,
    table: &'s Table,
    /// What the rows are called: rows, or the name of their table.
    noun: Words,
    depth: usize,
}

/// A part of a condition: which rows, what is so of them, what is so of the caller.
enum Part {
    Rows(Words),
    Where(Words),
    If(Words),
}

impl<'s> Speaker<'s> {
    pub(super) fn new(schema: &'s Schema, table: &'s Table) -> Self {
        Speaker { schema, table, noun: Words::text("rows"), depth: DEPTH }
    }

    fn noun(&self, before: &str, after: &str) -> Words {
        Words::text(before).then(self.noun.clone()).say(after)
    }

    fn deeper(&self) -> Option<Speaker<'s>> {
        let (schema, table, noun) = (self.schema, self.table, self.noun.clone());
        Some(Speaker { schema, table, noun, depth: self.depth.checked_sub(1)? })
    }

    /// `own rows`, `rows where …`.
    pub(super) fn rows(&self, expr: &Expr) -> Words {
        self.rows_joined(expr, ", or ")
    }

    fn rows_joined(&self, expr: &Expr, or: &str) -> Words {
        let Some(deeper) = self.deeper() else { return self.noun("", " where …") };
        match expr {
            Expr::Bool(true) => self.noun("all ", ""),
            Expr::Bool(false) => self.noun("no ", ""),
            Expr::Or(parts) => {
                let simple: Option<Vec<Words>> = parts
                    .iter()
                    .map(|part| match deeper.part(part) {
                        Part::Where(words) => Some(words),
                        _ => None,
                    })
                    .collect();
                match simple {
                    Some(words) => self.noun("", " where ").then(Words::joined(words, " or ")),
                    None => Words::joined(parts.iter().map(|part| deeper.rows(part)), or),
                }
            }
            Expr::And(parts) => deeper.all(parts.iter().collect()),
            one => deeper.all(vec![one]),
        }
    }

    fn all(&self, parts: Vec<&Expr>) -> Words {
        let (mut head, mut wheres, mut ifs): (Option<Words>, Vec<_>, Vec<_>) = (None, Vec::new(), Vec::new());
        for part in parts {
            match (self.part(part), part) {
                (Part::Rows(words), _) if head.is_none() => head = Some(words),
                // `own rows of … that …`
                (Part::Rows(_), Expr::Among(among)) => {
                    let (schema, table, depth) = (self.schema, self.table, self.depth);
                    let tail = Speaker { schema, table, noun: Words::default(), depth }.rows_among(among);
                    head = head.map(|head| head.then(tail));
                }
                (Part::Rows(_), _) => wheres.push(self.test(part)),
                (Part::Where(words), _) => wheres.push(words),
                (Part::If(words), _) => ifs.push(words),
            }
        }
        let mut words = match head {
            Some(words) => words,
            None => self.noun(if wheres.is_empty() { "all " } else { "" }, ""),
        };
        if !wheres.is_empty() {
            words = words.say(" where ").then(Words::joined(wheres, " and "));
        }
        if !ifs.is_empty() {
            words = words.say(" if ").then(Words::joined(ifs, " and "));
        }
        words
    }

    fn part(&self, expr: &Expr) -> Part {
        match expr {
            Expr::Owner(column) => Part::Rows(self.noun("own ", " (").name(column).say(")")),
            Expr::Compare(Compare { left: Value::Column(column), op: Op::Eq, right: Value::Claim(path) }) => {
                let words = self.noun("", " whose ").name(column).say(" is the caller's claim ");
                Part::Rows(words.name(&path.join(".")))
            }
            Expr::Among(among) => Part::Rows(self.rows_among(among)),
            Expr::Compare(Compare { left, right, .. }) if !is_column(left) && !is_column(right) => {
                Part::If(self.test(expr))
            }
            Expr::In(value, _) | Expr::Present(value) if !is_column(value) => Part::If(self.test(expr)),
            Expr::Not(inner) => match (&**inner, self.part(inner)) {
                (Expr::And(_) | Expr::Or(_), _) | (_, Part::Rows(_) | Part::Where(_)) => {
                    Part::Where(self.test(expr))
                }
                (_, Part::If(_)) => Part::If(self.test(expr)),
            },
            Expr::And(_) | Expr::Or(_) => Part::Where(self.operand(expr)),
            _ => Part::Where(self.test(expr)),
        }
    }

    fn operand(&self, expr: &Expr) -> Words {
        match expr {
            Expr::And(_) | Expr::Or(_) => self.test(expr).bracketed(),
            atom => self.test(atom),
        }
    }

    /// What is so of the row or of the caller.
    fn test(&self, expr: &Expr) -> Words {
        let Some(deeper) = self.deeper() else { return Words::text("…") };
        match expr {
            Expr::Bool(value) => Words::text(value.to_string()),
            Expr::Owner(column) => Words::text("the row is own (").name(column).say(")"),
            Expr::Column(column) => Words::code(column),
            Expr::Compare(compare) => compared(compare),
            Expr::In(value, list) => {
                let named = list.iter().take(NAMED).map(|one| Words::code(literal(one)));
                let words = value_words(value).say(" is one of ").then(Words::joined(named, ", "));
                if list.len() > NAMED {
                    words.say(&format!(" and {} more", list.len() - NAMED))
                } else {
                    words
                }
            }
            Expr::Present(Value::CallerId) => Words::text("signed in"),
            Expr::Present(Value::Claim(path)) => Words::text("there is a claim ").name(&path.join(".")),
            Expr::Present(value) => value_words(value).say(" is not NULL"),
            Expr::Among(among) => deeper.is_among(among),
            Expr::Exists(sql) => Words::code(format!("EXISTS ({})", sql.trim())).say(" (SQL)"),
            Expr::Sql(sql) => Words::code(sql.trim()).say(" (SQL)"),
            Expr::And(parts) => Words::joined(parts.iter().map(|part| deeper.operand(part)), " and "),
            Expr::Or(parts) => Words::joined(parts.iter().map(|part| deeper.operand(part)), " or "),
            Expr::Not(inner) => match &**inner {
                Expr::Present(Value::Column(column)) => Words::code(column).say(" is NULL"),
                Expr::Owner(column) => Words::text("the row is somebody else's (").name(column).say(")"),
                Expr::Compare(compare) if compare.op == Op::Eq => {
                    compared(&Compare { op: Op::Ne, ..compare.clone() })
                }
                other => Words::text("not ").then(deeper.operand(other)),
            },
        }
    }

    fn rows_among(&self, among: &Among) -> Words {
        let (member, rest) = member(among);
        if member {
            let words = match self.refers(&among.column) {
                Some(to) if to.name != among.table => {
                    self.noun("", " of ").name(&to.name.to_string()).say(" that")
                }
                _ if self.table.key_columns().contains(&among.column) => self.noun("", " that"),
                _ => self.noun("", " of ").name(&among.column).say(" that"),
            };
            let words = words.say(" the caller is a member of (").name(&among.table.to_string());
            return self.with(words, among, rest).say(")");
        }
        self.noun("", " that hang on ").then(self.parents(among))
    }

    fn is_among(&self, among: &Among) -> Words {
        let (member, rest) = member(among);
        if member {
            let words = Words::text("the caller is a member of ").name(&among.column).say(" (");
            return self.with(words.name(&among.table.to_string()), among, rest).say(")");
        }
        Words::text("it hangs on ").then(self.parents(among))
    }

    /// A membership of which more is asked.
    fn with(&self, words: Words, among: &Among, rest: Vec<&Expr>) -> Words {
        if rest.is_empty() {
            return words;
        }
        let tests = rest.into_iter().map(|part| self.over(among, part, Speaker::operand));
        words.say(" where ").then(Words::joined(tests, " and "))
    }

    /// The rows of the other table that the predicate is about.
    fn parents(&self, among: &Among) -> Words {
        let noun = Words::code(among.table.to_string());
        if among.when == Expr::Bool(true) {
            return Words::text("any row of ").then(noun);
        }
        self.over(among, &among.when, |speaker, when| {
            let (schema, table, depth) = (speaker.schema, speaker.table, speaker.depth);
            Speaker { schema, table, noun: noun.clone(), depth }.rows_joined(when, ", or on ")
        })
    }

    /// Said of the other table.
    fn over(&self, among: &Among, expr: &Expr, say: impl Fn(&Speaker<'s>, &Expr) -> Words) -> Words {
        let Some(deeper) = self.deeper() else { return Words::text("…") };
        match self.schema.find_table(&among.table) {
            Some(table) => say(&Speaker { table, noun: Words::text("rows"), ..deeper }, expr),
            None => say(&deeper, expr),
        }
    }

    /// The table that a column refers to.
    fn refers(&self, column: &str) -> Option<&Table> {
        let key = self.table.constraints.iter().find_map(|constraint| match constraint {
            Constraint::ForeignKey { key, .. } if key.columns == [column] => Some(key),
            _ => None,
        })?;
        self.schema.find_table(&key.table)
    }
}

/// Whether those rows say of what the caller is a member, and what else is asked of them.
fn member(among: &Among) -> (bool, Vec<&Expr>) {
    let parts: Vec<&Expr> = match &among.when {
        Expr::And(parts) => parts.iter().collect(),
        one => vec![one],
    };
    let own = |part: &&Expr| matches!(part, Expr::Owner(_));
    let member = among.relation == Relation::Member && parts.iter().any(own);
    let mut rest = parts;
    if let Some(at) = rest.iter().position(own) {
        rest.remove(at);
    }
    (member, rest)
}

fn compared(compare: &Compare) -> Words {
    let Compare { left, op, right } = compare;
    let is = match op {
        Op::Eq => " is ",
        Op::Ne => " is not ",
        Op::Lt => " < ",
        Op::Le => " <= ",
        Op::Gt => " > ",
        Op::Ge => " >= ",
    };
    value_words(left).say(is).then(value_words(right))
}

fn is_column(value: &Value) -> bool {
    matches!(value, Value::Column(_))
}

fn value_words(value: &Value) -> Words {
    match value {
        Value::Column(column) => Words::code(column),
        Value::CallerId => Words::text("the caller's id"),
        Value::Claim(path) => Words::text("the claim ").name(&path.join(".")),
        Value::Now => Words::text("now"),
        Value::Ago(interval) => Words::code(interval).say(" ago"),
        Value::Ahead(interval) => Words::code(interval).say(" from now"),
        Value::Literal(one) => Words::code(literal(one)),
    }
}

fn literal(literal: &Literal) -> String {
    match literal {
        Literal::Bool(value) => value.to_string(),
        Literal::Number(digits) => digits.clone(),
        Literal::Text(text) | Literal::Variant(text) => crate::ident::literal(text),
    }
}
