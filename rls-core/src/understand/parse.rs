//! How is a text of SQL read as an expression?
//!
//! By precedence climbing, with the levels and the associativity of Postgres's grammar (gram.y); a test has Postgres
//! print what it reads, with and without the brackets that this tree stands for. What the grammar has and this reader
//! does not (windows, XML, JSON constructors) is a fault with its place, and never read otherwise than Postgres does.

mod cursor;
mod primary;
mod select;
mod types;
mod words;

use super::{
    Unreadable,
    token::{self, Kind as T, Token},
    tree::{Kind, Node, Select, Test, TypeName},
};

/// How deep brackets, operators and sub-selects may nest. People's policies stay below 20.
const DEPTH: usize = 100;

/// The levels at which operators bind, the loosest first.
mod level {
    pub(super) const OR: u8 = 1;
    pub(super) const AND: u8 = 2;
    pub(super) const NOT: u8 = 3;
    pub(super) const IS: u8 = 4;
    pub(super) const COMPARE: u8 = 5;
    pub(super) const IN: u8 = 6;
    pub(super) const OTHER: u8 = 8;
    pub(super) const PLUS: u8 = 9;
    pub(super) const TIMES: u8 = 10;
    pub(super) const POWER: u8 = 11;
    pub(super) const AT: u8 = 12;
    pub(super) const COLLATE: u8 = 13;
    pub(super) const SIGN: u8 = 14;
    pub(super) const CAST: u8 = 17;
}

type Parsed<T> = Result<T, Unreadable>;

/// Reads a text as one expression.
///
/// # Errors
/// Where it stops being one.
pub(super) fn expression(sql: &str) -> Parsed<Node> {
    let mut parser = Parser::new(sql)?;
    let node = parser.expr(0)?;
    parser.end()?;
    Ok(node)
}

/// Reads a text as one SELECT.
///
/// # Errors
/// Where it stops being one.
pub(super) fn select(sql: &str) -> Parsed<Select> {
    let mut parser = Parser::new(sql)?;
    let select = parser.select()?;
    parser.end()?;
    Ok(select)
}

/// Reads a text as the name of a type.
pub(super) fn type_name(sql: &str) -> Option<TypeName> {
    let mut parser = Parser::new(sql).ok()?;
    let name = parser.type_name().ok()?;
    parser.end().ok().map(|()| name)
}

struct Parser<'s> {
    sql: &'s str,
    tokens: Vec<Token>,
    at: usize,
    deep: usize,
}

/// What may follow an operand.
enum Infix {
    And,
    Or,
    Is,
    IsNull(bool),
    Compare(String),
    Between,
    In,
    Like(&'static str),
    Other(String),
    /// `OPERATOR(pg_catalog.=)`
    Named,
    At,
    Collate,
    Cast,
}

impl<'s> Parser<'s> {
    fn new(sql: &'s str) -> Parsed<Self> {
        let tokens = token::tokens(sql)
            .map_err(|fault| Unreadable { message: fault.to_string(), range: 0..sql.len() })?;
        Ok(Parser { sql, tokens, at: 0, deep: 0 })
    }

    fn end(&self) -> Parsed<()> {
        if self.at == self.tokens.len() { Ok(()) } else { self.fault("nothing more is expected here") }
    }

    /// An expression of operators that bind at this level or tighter.
    fn expr(&mut self, min: u8) -> Parsed<Node> {
        self.nested(|parser| {
            let start = parser.here();
            let left = parser.prefix(false)?;
            parser.climb(left, start, min, false)
        })
    }

    /// What stands before the AND of BETWEEN (b_expr in Postgres's grammar).
    fn bound(&mut self) -> Parsed<Node> {
        self.nested(|parser| {
            let start = parser.here();
            let left = parser.prefix(true)?;
            parser.climb(left, start, level::COMPARE, true)
        })
    }

    fn prefix(&mut self, bound: bool) -> Parsed<Node> {
        let start = self.here();
        if !bound && self.is_word("not") {
            self.at += 1;
            let inner = self.expr(level::NOT)?;
            return Ok(Node::new(Kind::Not(Box::new(inner)), start..self.last()));
        }
        // the operators of SQL itself stand between operands, but for the signs
        let between = ["=", "<", ">", "<=", ">=", "<>", "!=", "*", "/", "%", "^"];
        if let Some(op) = self.operator().filter(|op| !between.contains(&op.as_str())) {
            self.at += 1;
            let min = if op == "-" || op == "+" { level::SIGN } else { level::OTHER + 1 };
            let inner = self.expr(min)?;
            return Ok(Node::new(Kind::Unary(op, Box::new(inner)), start..self.last()));
        }
        self.primary()
    }

    /// Takes the operators that follow an operand which begins at `start`.
    fn climb(&mut self, mut left: Node, start: usize, min: u8, bound: bool) -> Parsed<Node> {
        // the level of the operator that made `left`, where two of that level in a row say nothing
        let mut tied = None;
        loop {
            let at = self.at;
            let not = !bound && self.is_word("not") && self.not_before();
            self.at += usize::from(not);
            let Some((infix, level)) = self.infix(bound) else {
                self.at = at;
                return Ok(left);
            };
            if level < min {
                self.at = at;
                return Ok(left);
            }
            if tied == Some(level) {
                return self.fault("two comparisons in a row need brackets");
            }
            self.at += 1;
            let value = Box::new(left);
            let mut ties = false;
            let kind = match infix {
                Infix::And => self.joined(*value, "and", level::AND + 1)?,
                Infix::Or => self.joined(*value, "or", level::OR + 1)?,
                Infix::IsNull(not) => Kind::Is { inner: value, test: Test::Null, not },
                Infix::Is => {
                    let kind = self.is(value)?;
                    ties = matches!(kind, Kind::Distinct { .. });
                    kind
                }
                Infix::Compare(op) | Infix::Other(op) if self.quantifier() => self.quantified(op, value)?,
                Infix::Compare(op) => {
                    ties = true;
                    Kind::Binary(op, value, Box::new(self.expr(level + 1)?))
                }
                Infix::Other(op) => Kind::Binary(op, value, Box::new(self.expr(level + 1)?)),
                Infix::Named => {
                    let op = self.named_operator()?;
                    if self.quantifier() {
                        self.quantified(op, value)?
                    } else {
                        Kind::Binary(op, value, Box::new(self.expr(level + 1)?))
                    }
                }
                Infix::Between => {
                    ties = true;
                    let symmetric = self.take_word("symmetric");
                    let _ = symmetric || self.take_word("asymmetric");
                    let low = Box::new(self.bound()?);
                    self.expect_word("and")?;
                    Kind::Between { value, low, high: Box::new(self.expr(level + 1)?), not, symmetric }
                }
                Infix::In => self.in_list(value, not)?,
                Infix::Like(word) => {
                    ties = true;
                    if word == "similar" {
                        self.expect_word("to")?;
                    }
                    if self.quantifier() {
                        self.quantified(format!("{}{word}", if not { "not " } else { "" }), value)?
                    } else {
                        let pattern = Box::new(self.expr(level + 1)?);
                        let escape = if self.take_word("escape") {
                            Some(Box::new(self.expr(level + 1)?))
                        } else {
                            None
                        };
                        Kind::Like { value, pattern, escape }
                    }
                }
                Infix::At => {
                    if self.take_word("local") {
                        Kind::Special("at local".to_owned(), vec![*value])
                    } else {
                        self.expect_word("time")?;
                        self.expect_word("zone")?;
                        Kind::AtTimeZone(value, Box::new(self.expr(level + 1)?))
                    }
                }
                Infix::Collate => {
                    self.any_name()?;
                    Kind::Collate(value)
                }
                Infix::Cast => Kind::Cast(value, self.type_name()?),
            };
            tied = ties.then_some(level);
            left = Node::new(kind, start..self.last());
            if left.depth > DEPTH {
                return self.fault("this is nested too deep to be read");
            }
        }
    }

    /// All the parts that AND or OR joins, at one level.
    fn joined(&mut self, first: Node, word: &str, min: u8) -> Parsed<Kind> {
        let mut parts = match (first.kind, word) {
            (Kind::And(parts), "and") | (Kind::Or(parts), "or") => parts,
            (kind, _) => vec![Node { kind, ..first }],
        };
        loop {
            parts.push(self.expr(min)?);
            if !self.take_word(word) {
                break;
            }
        }
        Ok(if word == "and" { Kind::And(parts) } else { Kind::Or(parts) })
    }

    fn is(&mut self, inner: Box<Node>) -> Parsed<Kind> {
        let not = self.take_word("not");
        if self.take_word("distinct") {
            self.expect_word("from")?;
            return Ok(Kind::Distinct { left: inner, right: Box::new(self.expr(level::IS + 1)?), not });
        }
        let Some(T::Word(word)) = self.peek().map(|token| token.kind.clone()) else {
            return self.fault("IS is followed by NULL, TRUE, FALSE or DISTINCT FROM");
        };
        self.at += 1;
        let test = match word.as_str() {
            "null" => Test::Null,
            "true" => Test::True,
            "false" => Test::False,
            "unknown" | "document" => Test::Other,
            _ => {
                self.at -= 1;
                return self.fault("this test is not read");
            }
        };
        Ok(Kind::Is { inner, test, not })
    }

    /// `(pg_catalog.=)`, which stays a name of its own: it is not asked which operator that is.
    fn named_operator(&mut self) -> Parsed<String> {
        let start = self.here();
        self.expect_symbol("(")?;
        while self.operator().is_none() {
            self.label()?;
            self.expect_symbol(".")?;
        }
        self.at += 1;
        self.expect_symbol(")")?;
        Ok(format!("operator{}", &self.sql[start..self.last()]))
    }

    fn in_list(&mut self, value: Box<Node>, not: bool) -> Parsed<Kind> {
        Ok(match self.parenthesised()? {
            primary::Parens::Select(select) => Kind::InSelect { value, select, not },
            primary::Parens::List(list) if !list.is_empty() => Kind::In { value, list, not },
            primary::Parens::List(_) => return self.fault("IN needs something to look among"),
        })
    }

    fn quantifier(&self) -> bool {
        ["any", "all", "some"].iter().any(|word| self.is_word(word))
    }

    fn quantified(&mut self, op: String, value: Box<Node>) -> Parsed<Kind> {
        let any = !self.is_word("all");
        self.at += 1;
        Ok(match self.parenthesised()? {
            primary::Parens::Select(select) => Kind::QuantifiedSelect { op, any, value, select },
            primary::Parens::List(mut list) => match (list.pop(), list.pop()) {
                (Some(array), None) => Kind::Quantified { op, any, value, array: Box::new(array) },
                _ => return self.fault("ANY and ALL take one array or one SELECT"),
            },
        })
    }

    /// The operator at this place, with its level.
    fn infix(&self, bound: bool) -> Option<(Infix, u8)> {
        match &self.peek()?.kind {
            T::Word(word) => {
                let found = match word.as_str() {
                    "is" => {
                        let distinct = self.word_at(1) == Some("distinct")
                            || (self.word_at(1) == Some("not") && self.word_at(2) == Some("distinct"));
                        if bound && !distinct {
                            return None;
                        }
                        (Infix::Is, level::IS)
                    }
                    "collate" if !bound => (Infix::Collate, level::COLLATE),
                    "at" if !bound => (Infix::At, level::AT),
                    _ if bound => return None,
                    "and" => (Infix::And, level::AND),
                    "or" => (Infix::Or, level::OR),
                    "operator" if self.symbol_at(1) == Some("(") => (Infix::Named, level::OTHER),
                    "isnull" => (Infix::IsNull(false), level::IS),
                    "notnull" => (Infix::IsNull(true), level::IS),
                    "between" => (Infix::Between, level::IN),
                    "in" => (Infix::In, level::IN),
                    "like" => (Infix::Like("like"), level::IN),
                    "ilike" => (Infix::Like("ilike"), level::IN),
                    "similar" => (Infix::Like("similar"), level::IN),
                    _ => return None,
                };
                Some(found)
            }
            T::Symbol(op) => Some(match op.as_str() {
                "=" | "<" | ">" | "<=" | ">=" | "<>" => (Infix::Compare(op.clone()), level::COMPARE),
                "!=" => (Infix::Compare("<>".to_owned()), level::COMPARE),
                "+" | "-" => (Infix::Other(op.clone()), level::PLUS),
                "*" | "/" | "%" => (Infix::Other(op.clone()), level::TIMES),
                "^" => (Infix::Other(op.clone()), level::POWER),
                "::" => (Infix::Cast, level::CAST),
                "=>" => return None,
                _ if self.operator().is_some() => (Infix::Other(op.clone()), level::OTHER),
                _ => return None,
            }),
            _ => None,
        }
    }

    /// Whether NOT is that of NOT IN, NOT LIKE or NOT BETWEEN.
    fn not_before(&self) -> bool {
        matches!(self.word_at(1), Some("in" | "like" | "ilike" | "similar" | "between"))
    }

    /// The operator made of operator characters at this place.
    fn operator(&self) -> Option<String> {
        match &self.peek()?.kind {
            T::Symbol(op) if op != "=>" && op.chars().all(|c| "+-*/<>=~!@#%^&|`?".contains(c)) => {
                Some(op.clone())
            }
            _ => None,
        }
    }
}
