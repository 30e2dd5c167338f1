//! What may a column hold that a CHECK speaks of, or whose type is known by name only?
//!
//! A check that can be said as a predicate is asked of a row before the server is. Of any other its constants are known: the
//! columns that it names are tried with these, with what its patterns let through, with texts of the lengths that it names. The
//! server says which constraint refused a row; then the columns of that one go on to what they may be next, and keep what it
//! took.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    constants::around,
    pattern::{like, regex},
    values::{guesses, known},
};
use crate::{
    expr::{Compare, Expr, Value},
    lex,
    schema::{Column, Constraint, Schema, Table, Type},
    understand::Reader,
};

/// So many values are tried of a column, and so many combinations of those of one constraint.
const MOST: usize = 48;

/// How the names of types of numbers begin.
const NUMBERS: [&str; 7] = ["numeric", "decimal", "integer", "bigint", "smallint", "real", "double"];

/// What a column may be.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Shape {
    /// The `n`th value of its type.
    Known,
    /// One text.
    Fixed(String),
    /// What LIKE lets through.
    Like(String),
    /// What a regular expression lets through.
    Regex(String),
    /// A text of so many letters.
    Long(usize),
    /// The guess of a number.
    Guess(usize),
    /// NULL.
    Null,
}

/// The free columns of a table: those that no policy reads and of which not any value will do.
#[derive(Clone, Debug, Default)]
pub struct Shapes {
    columns: BTreeMap<String, (Type, Vec<Shape>)>,
    /// The columns of each constraint, by its name.
    checks: BTreeMap<String, Vec<String>>,
    now: BTreeMap<String, usize>,
    /// The constraint whose columns went on last.
    last: Option<String>,
}

impl Shapes {
    /// Of a table whose columns `counted` are chosen otherwise.
    pub fn new(schema: &Schema, reader: &Reader<'_>, table: &Table, counted: &BTreeSet<String>) -> Self {
        let mut shapes = Shapes::default();
        let free = |column: &Column| column.generated.is_none() && !counted.contains(&column.name);
        for constraint in &table.constraints {
            let Constraint::Check { name, sql, .. } = constraint else { continue };
            let mut named = Vec::new();
            for column in table.columns.iter().filter(|column| reads(sql, &column.name)) {
                if column.generated.is_some() {
                    // what it is computed of has to change
                    let sources = table.columns.iter().filter(|source| {
                        column.generated.as_ref().is_some_and(|sql| reads(sql, &source.name))
                    });
                    named.extend(sources);
                } else {
                    named.push(column);
                }
            }
            named.retain(|column| free(column));
            for column in &named {
                let of = shapes
                    .columns
                    .entry(column.name.clone())
                    .or_insert_with(|| (column.ty.clone(), vec![Shape::Known]));
                of.1.extend(of_check(schema, reader, table, column, sql));
            }
            let named = named.into_iter().map(|column| column.name.clone()).collect();
            shapes.checks.insert(name.clone(), named);
        }
        for column in table.columns.iter().filter(|column| free(column)) {
            if known_in(schema, &column.ty, 0).is_none() {
                let mut all: Vec<Shape> = (0..guesses(0).len()).map(Shape::Guess).collect();
                if column.nullable {
                    all.push(Shape::Null);
                }
                let of = shapes
                    .columns
                    .entry(column.name.clone())
                    .or_insert_with(|| (column.ty.clone(), Vec::new()));
                of.1.extend(all);
            }
        }
        for (_, shapes) in shapes.columns.values_mut() {
            let mut seen: Vec<Shape> = Vec::new();
            for shape in shapes.drain(..) {
                if !seen.contains(&shape) && seen.len() < MOST {
                    seen.push(shape);
                }
            }
            *shapes = seen;
        }
        shapes
    }

    /// Whether it is for this to say what the column holds.
    pub fn has(&self, column: &str) -> bool {
        self.columns.contains_key(column)
    }

    /// What the free columns hold in the `n`th row, as far as the server has taught.
    pub fn values(&self, schema: &Schema, n: usize) -> BTreeMap<String, Option<String>> {
        let values = self.columns.iter().map(|(name, (ty, shapes))| {
            let at = self.now.get(name).copied().unwrap_or_default();
            let text = match shapes.get(at) {
                None | Some(Shape::Known) => known_in(schema, ty, n),
                Some(Shape::Fixed(text)) => Some(text.clone()),
                Some(Shape::Like(pattern)) => Some(like(pattern, n)),
                Some(Shape::Regex(pattern)) => regex(pattern, n),
                Some(Shape::Long(letters)) => Some(long(n, *letters)),
                Some(Shape::Guess(at)) => guesses(n).get(*at).cloned(),
                Some(Shape::Null) => None,
            };
            (name.clone(), text)
        });
        values.collect()
    }

    /// A value is none of its column's type: where a constraint's columns have just gone on, it is theirs.
    pub fn misread(&mut self) -> bool {
        let last = self.last.clone();
        self.refused(last.as_deref())
    }

    /// A constraint refused the row: its columns go on. Without its name, those do of whose types only the name is known. Says
    /// whether there is something more to try.
    pub fn refused(&mut self, constraint: Option<&str>) -> bool {
        self.last = constraint.map(str::to_owned);
        let unknown = |ty: &Type| known(ty, 0).is_none() && !matches!(ty, Type::Enum(_));
        let all: Vec<String> = match constraint.and_then(|name| self.checks.get(name)) {
            Some(columns) => columns.clone(),
            None => {
                let of = self.columns.iter().filter(|(_, (ty, _))| unknown(ty));
                of.map(|(name, _)| name.clone()).collect()
            }
        };
        for column in all {
            let Some((_, shapes)) = self.columns.get(&column) else { continue };
            let at = self.now.entry(column).or_default();
            *at += 1;
            if *at < shapes.len() {
                return true;
            }
            *at = 0;
        }
        false
    }
}

/// A value of a type of the schema.
pub fn known_in(schema: &Schema, ty: &Type, n: usize) -> Option<String> {
    match ty {
        Type::Enum(name) => {
            let values = &schema.find_enum(name)?.values;
            values.get(n % values.len().max(1)).map(|value| value.name.clone())
        }
        ty => known(ty, n),
    }
}

/// Whether SQL names the column.
fn reads(sql: &str, column: &str) -> bool {
    let Ok(tokens) = lex::tokens(sql) else { return false };
    let names = tokens.iter().filter(|token| matches!(token.kind, lex::Kind::Word | lex::Kind::Quoted));
    names.into_iter().any(|token| lex::name(&sql[token.range.clone()]) == column)
}

fn long(n: usize, letters: usize) -> String {
    let mut text: String = n.to_string().chars().take(letters).collect();
    text.extend(std::iter::repeat_n('a', letters.saturating_sub(text.len())));
    text
}

/// What a check lets one think that a column may be.
fn of_check(schema: &Schema, reader: &Reader<'_>, table: &Table, column: &Column, sql: &str) -> Vec<Shape> {
    let mut shapes = Vec::new();
    let ty = &column.ty;
    for (atom, _) in reader.understand(sql, table).holds.atoms() {
        match atom {
            Expr::In(Value::Column(name), list) if *name == column.name => {
                shapes.extend(list.iter().flat_map(|item| around(item, Some(ty))).map(Shape::Fixed));
            }
            Expr::Compare(Compare { left: Value::Column(name), right: Value::Literal(item), .. })
                if *name == column.name =>
            {
                shapes.extend(around(item, Some(ty)).into_iter().map(Shape::Fixed));
            }
            _ => {}
        }
    }
    let mut numbers: Vec<usize> = Vec::new();
    let mut operator = String::new();
    for token in lex::tokens(sql).unwrap_or_default() {
        let text = &sql[token.range.clone()];
        match token.kind {
            lex::Kind::Text => {
                let said = lex::text(text);
                match operator.to_ascii_lowercase().as_str() {
                    "like" | "ilike" | "~~" | "~~*" => shapes.push(Shape::Like(said)),
                    "to" => shapes.push(Shape::Like(said.clone())),
                    "~" | "~*" => shapes.push(Shape::Regex(said)),
                    _ => shapes.push(Shape::Fixed(said)),
                }
                operator.clear();
            }
            lex::Kind::Symbol if operator.chars().all(|c| !c.is_alphanumeric()) && text != "(" => {
                operator.push_str(text);
            }
            _ if text == "(" => {}
            _ => text.clone_into(&mut operator),
        }
        if let Ok(number) = text.parse() {
            numbers.push(number);
        }
    }
    let fixed =
        |texts: &[&str]| texts.iter().map(|text| Shape::Fixed((*text).to_owned())).collect::<Vec<_>>();
    let sql = match ty {
        Type::Other(sql) => sql.to_ascii_lowercase(),
        _ => String::new(),
    };
    let starts = |words: &[&str]| words.iter().any(|word| sql.starts_with(word));
    match ty {
        Type::Boolean => shapes.extend(fixed(&["true", "false"])),
        Type::Enum(name) => {
            let values = schema.find_enum(name).map_or(&[][..], |one| &one.values);
            shapes.extend(values.iter().map(|value| Shape::Fixed(value.name.clone())));
        }
        ty if matches!(ty, Type::Jsonb | Type::Array(_)) || starts(&["json"]) || sql.ends_with(']') => {
            shapes.extend(fixed(&["{}", "[]", "{1}", "{a}", "{1,2}", "{a,b}", "{true}", "1", "\"a\""]));
        }
        ty if matches!(ty, Type::TimestampTz | Type::Timestamp | Type::Date)
            || starts(&["timestamp", "date"]) =>
        {
            shapes.extend(fixed(&["2020-01-01", "now", "2999-01-01", "1950-01-01", "infinity"]));
        }
        ty if ty.is_text() || matches!(ty, Type::Other(_)) && !starts(&NUMBERS) => {
            for number in numbers.iter().filter(|number| **number <= 5000) {
                shapes.extend([*number, number + 1, number.saturating_sub(1)].map(Shape::Long));
            }
            shapes.extend((0..guesses(0).len()).map(Shape::Guess));
        }
        _ => {
            for number in &numbers {
                let near = [*number, number + 1, number.saturating_sub(1)];
                shapes.extend(near.iter().map(|number| Shape::Fixed(number.to_string())));
                shapes.push(Shape::Fixed(format!("-{number}")));
            }
            for (one, other) in numbers.iter().zip(numbers.iter().skip(1)) {
                shapes.push(Shape::Fixed(one.saturating_add(*other).to_string()));
                shapes.push(Shape::Fixed(one.saturating_mul(*other).to_string()));
            }
            shapes.extend(fixed(&["0", "1", "2", "100", "-1", "0.5", "1000000"]));
        }
    }
    shapes
}
