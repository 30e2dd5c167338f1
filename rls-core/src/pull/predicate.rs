//! How is a predicate written in Rust?
//!
//! None where the language has no way to say it, such as a column of another table whose name is no name in Rust.

use super::{
    names::{TableNames, is_name, raw},
    source::string,
};
use crate::{
    expr::{Among, Compare, Expr, Literal, Op, Relation, Value},
    ident::{QName, quote},
    schema::{Schema, Table},
};

/// How tightly a text holds together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tie {
    Or,
    And,
    Compared,
    Whole,
}

/// The columns of a table, as its own predicates name them or as others' do.
#[derive(Clone, Copy)]
pub(super) struct Scope<'s> {
    schema: &'s Schema,
    table: &'s Table,
    /// None where the predicate stands in another struct.
    names: Option<&'s TableNames>,
}

impl<'s> Scope<'s> {
    pub(super) fn own(schema: &'s Schema, table: &'s Table, names: &'s TableNames) -> Self {
        Scope { schema, table, names: Some(names) }
    }

    /// The predicate as it stands behind `using =`.
    pub(super) fn write(&self, expr: &Expr) -> Option<String> {
        self.expr(expr).map(|(text, _)| text)
    }

    fn expr(&self, expr: &Expr) -> Option<(String, Tie)> {
        Some(match expr {
            Expr::Bool(value) => (value.to_string(), Tie::Whole),
            Expr::Sql(sql) => (string(sql), Tie::Whole),
            Expr::Exists(sql) => (format!("exists({})", string(sql)), Tie::Whole),
            Expr::Owner(column) => (format!("owner({})", string(&self.name(column)?)), Tie::Whole),
            Expr::Column(column) => (self.word(column)?, Tie::Whole),
            Expr::Present(value) => (format!("{}.is_some()", self.value(value)?), Tie::Whole),
            Expr::In(value, list) => {
                let list: Vec<String> = list.iter().map(literal).collect();
                (format!("{}.is_in([{}])", self.value(value)?, list.join(", ")), Tie::Whole)
            }
            Expr::Compare(compare) => self.compare(compare)?,
            Expr::Among(among) => (self.among(among)?, Tie::Whole),
            Expr::And(parts) => (self.joined(parts, " && ", Tie::And)?, Tie::And),
            Expr::Or(parts) => (self.joined(parts, " || ", Tie::Or)?, Tie::Or),
            Expr::Not(inner) => match &**inner {
                Expr::Present(value @ Value::Column(_)) => {
                    (format!("{}.is_none()", self.value(value)?), Tie::Whole)
                }
                inner => (format!("!{}", self.at_least(inner, Tie::Whole)?), Tie::Whole),
            },
        })
    }

    fn at_least(&self, expr: &Expr, tie: Tie) -> Option<String> {
        let (text, own) = self.expr(expr)?;
        Some(if own < tie { format!("({text})") } else { text })
    }

    fn joined(&self, parts: &[Expr], glue: &str, tie: Tie) -> Option<String> {
        // a part of the same kind would be read as parts of the whole
        let parts: Option<Vec<String>> = parts
            .iter()
            .map(|part| {
                let (text, own) = self.expr(part)?;
                Some(if own <= tie { format!("({text})") } else { text })
            })
            .collect();
        Some(parts?.join(glue))
    }

    fn compare(&self, Compare { left, op, right }: &Compare) -> Option<(String, Tie)> {
        if let (Value::Column(column), Op::Eq, Value::Claim(path)) = (left, op, right)
            && let [claim] = path.as_slice()
            && *claim == self.name(column)?
        {
            return Some((format!("tenant({})", string(claim)), Tie::Whole));
        }
        let op = match op {
            Op::Eq => "==",
            Op::Ne => "!=",
            Op::Lt => "<",
            Op::Le => "<=",
            Op::Gt => ">",
            Op::Ge => ">=",
        };
        Some((format!("{} {op} {}", self.value(left)?, self.value(right)?), Tie::Compared))
    }

    fn value(&self, value: &Value) -> Option<String> {
        Some(match value {
            Value::Column(column) => self.word(column)?,
            Value::CallerId => "user_id()".to_owned(),
            Value::Claim(path) => {
                let path: Vec<String> = path.iter().map(|key| string(key)).collect();
                format!("claim({})", path.join(", "))
            }
            Value::Now => "now()".to_owned(),
            Value::Ago(interval) => format!("now() - interval({})", string(interval)),
            Value::Ahead(interval) => format!("now() + interval({})", string(interval)),
            Value::Literal(constant) => literal(constant),
        })
    }

    fn among(&self, among: &Among) -> Option<String> {
        let other = self.schema.find_table(&among.table)?;
        let inner = Scope { schema: self.schema, table: other, names: None };
        let mut arguments = vec![string(&self.name(&among.column)?)];
        match among.relation {
            Relation::Member => {
                let (user, when) = match &among.when {
                    Expr::Owner(user) => (user, None),
                    Expr::And(parts) => match parts.split_first()? {
                        (Expr::Owner(user), rest) => (user, Some(Expr::all(rest.iter().cloned()))),
                        _ => return None,
                    },
                    _ => return None,
                };
                arguments.push(format!("of = {}", string(&reference(&among.table, &[]))));
                arguments.push(format!("key = {}", string(&among.key)));
                arguments.push(format!("user = {}", string(user)));
                if let Some(when) = when {
                    arguments.push(format!("when = {}", inner.write(&when)?));
                }
                Some(format!("member({})", arguments.join(", ")))
            }
            Relation::Parent => {
                let by_key = matches!(other.key_columns(), [only] if *only == among.key);
                let key = std::slice::from_ref(&among.key);
                let of = reference(&among.table, if by_key { &[] } else { key });
                arguments.push(format!("of = {}", string(&of)));
                arguments.push(inner.write(&among.when)?);
                Some(format!("parent({})", arguments.join(", ")))
            }
        }
    }

    /// What a column is called in a string.
    fn name(&self, column: &str) -> Option<String> {
        let at = self.table.columns.iter().position(|one| one.name == column)?;
        Some(match self.names {
            Some(names) => names.fields.get(at)?.0.clone(),
            None => column.to_owned(),
        })
    }

    /// And in Rust.
    fn word(&self, column: &str) -> Option<String> {
        let name = self.name(column)?;
        is_name(&name).then(|| raw(&name))
    }
}

fn literal(constant: &Literal) -> String {
    match constant {
        Literal::Bool(value) => value.to_string(),
        Literal::Number(digits) => digits.clone(),
        Literal::Text(text) | Literal::Variant(text) => string(text),
    }
}

/// A table and columns as SQL names them: in quotes where they need them.
pub(super) fn reference(table: &QName, columns: &[String]) -> String {
    let bare = |name: &String| {
        let plain = name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
            && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if plain { name.clone() } else { quote(name) }
    };
    let mut text: String = table.schema.iter().map(|schema| bare(schema) + ".").collect();
    text.push_str(&bare(&table.name));
    if !columns.is_empty() {
        let columns: Vec<String> = columns.iter().map(bare).collect();
        text.push_str(&format!("({})", columns.join(", ")));
    }
    text
}
