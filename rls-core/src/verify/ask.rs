//! Which SQL is asked of the server, because nothing here can say what it means?
//!
//! Strings of SQL that `understand` leaves as they are. Each is asked apart from the policies: over the values of one row, under
//! the table's name, as the role, with the caller's claims. So the combination of policies, roles and privileges is proven,
//! with such a string taken at its word. What stands in a lookup function is asked as the function's owner.

use std::collections::BTreeMap;

use super::Texts;
use crate::{
    expr::{
        Expr,
        eval::{Fault, Row},
    },
    ident::{QName, literal, quote},
    resolve::Resolved,
    schema::Table,
    sql::{Clause, predicate, type_name},
};

/// A string of SQL in a predicate over a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The table whose columns it reads.
    pub table: QName,
    /// The atom.
    pub atom: Expr,
    /// Whether it stands in a function, which runs as its owner.
    pub as_owner: bool,
}

/// All that is asked.
#[derive(Clone, Debug, Default)]
pub struct Questions(Vec<Question>);

/// What the server said: true, false, NULL, or an SQLSTATE and a message.
pub type Answer = Result<Option<bool>, (String, String)>;

/// The answers of one caller as one role: by the number of the question, the row and the answer.
#[derive(Clone, Debug, Default)]
pub struct Answers(BTreeMap<usize, Vec<(Row, Answer)>>);

impl Questions {
    /// The same predicate with a number in place of each string that has to be asked about.
    pub fn mark(&mut self, expr: &Expr, table: &QName) -> Expr {
        self.marked(expr, table, false)
    }

    fn marked(&mut self, expr: &Expr, table: &QName, as_owner: bool) -> Expr {
        match expr {
            Expr::Sql(sql) if crate::access::is_circle(sql) => expr.clone(),
            Expr::Sql(_) | Expr::Exists(_) => {
                let question = Question { table: table.clone(), atom: expr.clone(), as_owner };
                let at = self.0.iter().position(|other| *other == question).unwrap_or_else(|| {
                    self.0.push(question);
                    self.0.len() - 1
                });
                Expr::Sql(at.to_string())
            }
            Expr::And(parts) => {
                Expr::And(parts.iter().map(|part| self.marked(part, table, as_owner)).collect())
            }
            Expr::Or(parts) => {
                Expr::Or(parts.iter().map(|part| self.marked(part, table, as_owner)).collect())
            }
            Expr::Not(inner) => self.marked(inner, table, as_owner).not(),
            Expr::Among(among) => {
                let mut among = among.clone();
                let as_owner = as_owner || among.helper.is_some();
                among.when = self.marked(&among.when, &among.table, as_owner);
                Expr::Among(among)
            }
            atom => atom.clone(),
        }
    }

    /// The questions, each at its number.
    pub fn list(&self) -> &[Question] {
        &self.0
    }
}

impl Answers {
    /// One more.
    pub fn add(&mut self, question: usize, row: Row, answer: Answer) {
        self.0.entry(question).or_default().push((row, answer));
    }

    /// What was said to the question that stands in this atom.
    pub fn find(&self, atom: &Expr, row: &Row) -> Answer {
        let number = match atom {
            Expr::Sql(number) => number.parse::<usize>().ok(),
            _ => None,
        };
        let rows = number.and_then(|number| self.0.get(&number));
        let found = rows.and_then(|rows| rows.iter().find(|(other, _)| other == row));
        found
            .map_or_else(|| Err((String::new(), "it was not asked".to_owned())), |(_, answer)| answer.clone())
    }
}

/// What an answer says to the interpreter: an error in the data may be raised, any other is no answer.
pub(super) fn told(answer: Answer) -> Result<Option<bool>, Fault> {
    answer.map_err(|(code, message)| match &code {
        code if may_raise(code) => Fault::Raises(message),
        code if code.is_empty() => Fault::Unknown(message),
        code => Fault::Unknown(format!("its SQL, asked apart, fails: {message} ({code})")),
    })
}

/// Errors that hang on the data, or on what the caller has.
pub(super) fn may_raise(code: &str) -> bool {
    code.starts_with("22") || code == "42704"
}

/// The statement that asks: one boolean.
pub fn statement(resolved: &Resolved, question: &Question, row: &Texts) -> Option<String> {
    let table = resolved.schema.find_table(&question.table)?;
    let said = predicate(&resolved.schema, &resolved.provider, table, &question.atom, Clause::Using);
    Some(format!("SELECT ({said}\n) FROM (SELECT {}) AS {}", values(table, row), quote(&table.name.name)))
}

/// A row's values as columns of their types.
fn values(table: &Table, row: &Texts) -> String {
    let values = table.columns.iter().map(|column| {
        let value = match row.get(&column.name).and_then(Option::as_ref) {
            Some(text) => literal(text),
            None => "NULL".to_owned(),
        };
        format!("CAST({value} AS {}) AS {}", type_name(&column.ty), quote(&column.name))
    });
    values.collect::<Vec<_>>().join(", ")
}

/// The call that asks as a role, or as ourselves.
pub fn call(role: Option<&str>, statement: &str) -> String {
    let role = role.map_or_else(|| "NULL".to_owned(), literal);
    format!("SELECT pg_temp.rls_ask({role}, {})", literal(statement))
}

/// What the call gave.
pub fn read(answer: &str) -> Answer {
    match answer {
        "t" => Ok(Some(true)),
        "f" => Ok(Some(false)),
        "n" => Ok(None),
        error => {
            let error = error.strip_prefix('e').unwrap_or(error);
            let (code, message) = error.split_at_checked(5).unwrap_or(("XX000", error));
            Err((code.to_owned(), message.to_owned()))
        }
    }
}
