//! Which values count, and who comes?
//!
//! Predicates are gone through for what their columns are compared with: the caller's id, a claim, constants, the time, the
//! keys of other tables. That gives each column the values that matter, and the cast: callers to whom rows belong, one to whom
//! none does, some who lack something, and nobody.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json};

use super::{Caller, Session};
use crate::{
    expr::{Among, Compare, Expr, Literal, Op, Value},
    ident::QName,
    resolve::Resolved,
    schema::{CallerId, Constraint, Table, Type},
    understand,
};

/// The values that count for columns.
pub type Picks = BTreeMap<(QName, String), BTreeSet<String>>;

/// Constants and columns that a claim is compared with.
#[derive(Clone, Debug, Default)]
struct Claim {
    constants: Vec<(Op, Literal)>,
    columns: Vec<Type>,
}

/// What was found in the predicates.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The values of columns.
    pub picks: Picks,
    /// Columns whose values are keys of another table's rows: that table and its column.
    pub links: BTreeMap<(QName, String), (QName, String)>,
    claims: BTreeMap<Vec<String>, Claim>,
    uuid: bool,
}

/// To whom the rows belong.
const TEXTS: [&str; 3] = ["alice", "bob", "mallory"];
const UUIDS: [&str; 3] = [
    "aaaaaaaa-0000-4000-8000-000000000001",
    "bbbbbbbb-0000-4000-8000-000000000002",
    "cccccccc-0000-4000-8000-000000000003",
];

impl Found {
    /// In a schema's policies.
    pub fn new(resolved: &Resolved) -> Self {
        let lifted = understand::lift(resolved);
        let mut found = Found::default();
        let columns = resolved.schema.tables.iter().flat_map(|table| &table.columns);
        // an id that is a uuid is a text, too
        found.uuid = columns.into_iter().any(|column| column.ty.caller_id() == Some(CallerId::Uuid));
        for table in &lifted.schema.tables {
            for policy in &table.policies {
                for expr in [&policy.using, &policy.check].into_iter().flatten() {
                    found.walk(&lifted, table, expr);
                }
            }
        }
        found.spread(resolved);
        found
    }

    /// The ids of those to whom rows belong, and of one to whom none does.
    pub fn ids(&self) -> [&'static str; 3] {
        if self.uuid { UUIDS } else { TEXTS }
    }

    fn pick(&mut self, table: &Table, column: &str, values: impl IntoIterator<Item = String>) {
        self.picks.entry((table.name.clone(), column.to_owned())).or_default().extend(values);
    }

    fn walk(&mut self, resolved: &Resolved, table: &Table, expr: &Expr) {
        let ids: Vec<String> = self.ids()[..2].iter().map(|id| (*id).to_owned()).collect();
        for (atom, _) in expr.atoms() {
            match atom {
                Expr::Owner(column) => {
                    self.pick(table, column, ids.clone());
                }
                Expr::Column(column) => self.pick(table, column, ["true".to_owned(), "false".to_owned()]),
                Expr::Compare(Compare { left, op, right }) => self.compare(table, left, *op, right),
                Expr::In(value, list) => {
                    for item in list {
                        self.compare(table, value, Op::Eq, &Value::Literal(item.clone()));
                    }
                }
                Expr::Present(Value::Column(column)) => self.pick(table, column, []),
                Expr::Present(Value::Claim(path)) => {
                    self.claims.entry(path.clone()).or_default();
                }
                Expr::Among(among) => self.among(resolved, table, among),
                Expr::Sql(sql) | Expr::Exists(sql) => {
                    self.sql(resolved, table, atom, sql, &ids);
                }
                _ => {}
            }
        }
    }

    fn among(&mut self, resolved: &Resolved, table: &Table, among: &Among) {
        let Some(other) = resolved.schema.find_table(&among.table) else { return };
        self.pick(table, &among.column, []);
        self.pick(other, &among.key, []);
        self.links
            .insert((table.name.clone(), among.column.clone()), (other.name.clone(), among.key.clone()));
        self.walk(resolved, other, &among.when);
    }

    fn compare(&mut self, table: &Table, left: &Value, op: Op, right: &Value) {
        match (left, right) {
            (Value::Column(column), Value::Literal(literal)) => {
                let ty = table.find_column(column).map(|column| &column.ty);
                let values = around(literal, ty);
                self.pick(table, column, values);
            }
            (Value::Column(column), Value::Claim(path)) => {
                let Some(ty) = table.find_column(column).map(|column| column.ty.clone()) else { return };
                let values: Vec<String> = (0..2).map(|n| of_type(&ty, n)).collect();
                self.claims.entry(path.clone()).or_default().columns.push(ty);
                self.pick(table, column, values);
            }
            (Value::Column(column), Value::Now | Value::Ago(_) | Value::Ahead(_)) => {
                let instants = ["2001-01-01 00:00:00+00", "2999-01-01 00:00:00+00", "now"];
                self.pick(table, column, instants.map(str::to_owned));
            }
            (Value::Column(one), Value::Column(other)) => {
                let ty = |name: &str| table.find_column(name).map_or(Type::Text, |column| column.ty.clone());
                let values = |name: &str| (0..2).map(|n| of_type(&ty(name), n)).collect::<Vec<_>>();
                self.pick(table, one, values(one));
                self.pick(table, other, values(other));
            }
            (Value::Claim(path), Value::Literal(literal)) | (Value::Literal(literal), Value::Claim(path)) => {
                self.claims.entry(path.clone()).or_default().constants.push((op, literal.clone()));
            }
            (Value::Claim(path), Value::Now | Value::Ago(_) | Value::Ahead(_)) => {
                self.claims.entry(path.clone()).or_default().columns.push(Type::TimestampTz);
            }
            (Value::Claim(path), _) | (_, Value::Claim(path)) => {
                self.claims.entry(path.clone()).or_default();
            }
            _ => {}
        }
    }

    /// What stands in SQL that is not understood: its constants, and what a caller's id may be in.
    fn sql(&mut self, resolved: &Resolved, table: &Table, atom: &Expr, sql: &str, ids: &[String]) {
        let reader = understand::Reader::new(&resolved.schema, &resolved.provider);
        let known = match atom {
            Expr::Exists(_) => reader.understand_exists(sql, table),
            _ => reader.understand(sql, table),
        };
        for column in known.columns.iter().filter(|column| column.exists) {
            let Some(ty) = table.find_column(&column.name).map(|column| column.ty.clone()) else { continue };
            let mut values: Vec<String> = match ty.caller_id() {
                Some(CallerId::Text) => {
                    let folders = ids.iter().map(|id| format!("{id}/file"));
                    quoted(sql).into_iter().chain(ids.iter().cloned()).chain(folders).collect()
                }
                Some(CallerId::Uuid) => ids.to_vec(),
                None if ty == Type::TimestampTz || ty == Type::Timestamp => {
                    ["2001-01-01 00:00:00", "2999-01-01 00:00:00", "now"].map(str::to_owned).into()
                }
                None => (0..2).map(|n| of_type(&ty, n)).chain(numbers(sql, &ty)).collect(),
            };
            values.truncate(8);
            self.pick(table, &column.name, values);
        }
    }

    /// What a column may hold, the columns that it refers to may hold, too.
    fn spread(&mut self, resolved: &Resolved) {
        let mut pairs: Vec<((QName, String), (QName, String))> =
            self.links.iter().map(|(from, to)| (from.clone(), to.clone())).collect();
        for table in &resolved.schema.tables {
            for constraint in &table.constraints {
                let Constraint::ForeignKey { key, .. } = constraint else { continue };
                let Some(other) = resolved.schema.find_table(&key.table) else { continue };
                for (own, theirs) in key.columns.iter().zip(&key.references) {
                    pairs.push(((table.name.clone(), own.clone()), (other.name.clone(), theirs.clone())));
                }
            }
        }
        for _ in 0..resolved.schema.tables.len().min(12) {
            for (from, to) in &pairs {
                let values = self.picks.get(from).cloned().unwrap_or_default();
                if !values.is_empty() {
                    self.picks.entry(to.clone()).or_default().extend(values);
                }
            }
        }
    }

    /// The callers.
    pub fn cast(&self) -> Vec<Caller> {
        let [own, other, stranger] = self.ids();
        let token = |id: Option<&str>, of: &dyn Fn(&Claim) -> Option<Json>| {
            let mut token = Json::Object(Map::new());
            for (path, claim) in &self.claims {
                if let Some(value) = of(claim) {
                    put(&mut token, path, value);
                }
            }
            if let Some(id) = id {
                put(&mut token, &["sub".to_owned()], id.into());
            }
            Session::Claims(token)
        };
        let right = |n: usize| move |claim: &Claim| Some(claim.right(n));
        let mut cast = vec![
            caller("nobody", Session::None),
            caller("nobody, with empty settings", Session::Empty),
            caller("own", token(Some(own), &right(0))),
            caller("other", token(Some(other), &right(1))),
            caller("stranger", token(Some(stranger), &|claim| Some(claim.stranger()))),
            caller("without an id", token(None, &right(0))),
        ];
        if !self.claims.is_empty() {
            cast.push(caller("own, without claims", token(Some(own), &|_| None)));
            cast.push(caller("own, with other claims", token(Some(own), &|claim| Some(claim.wrong()))));
            let most = self.claims.values().map(|claim| claim.constants.len()).max().unwrap_or_default();
            for n in 2..most.min(5) {
                let name = format!("own, with claims of a {n}. kind");
                cast.push(caller(&name, token(Some(own), &right(n))));
            }
        }
        if self.uuid || self.claims.values().any(Claim::is_typed) {
            let odd = token(Some("not-a-uuid"), &|_| Some("odd".into()));
            cast.push(caller("whose claims are of no type", odd));
        }
        cast.dedup_by(|a, b| a.session == b.session);
        cast
    }
}

fn caller(name: &str, session: Session) -> Caller {
    Caller { name: name.to_owned(), session }
}

/// The cast of a schema.
pub fn cast(resolved: &Resolved) -> Vec<Caller> {
    Found::new(resolved).cast()
}

impl Claim {
    fn is_typed(&self) -> bool {
        let text = |literal: &Literal| matches!(literal, Literal::Text(_));
        self.columns.iter().any(|ty| !ty.is_text()) || self.constants.iter().any(|(_, one)| !text(one))
    }

    /// What somebody has to whom rows belong.
    fn right(&self, n: usize) -> Json {
        match (self.columns.first(), &self.constants[..]) {
            (Some(Type::TimestampTz), _) => "2999-01-01T00:00:00Z".into(),
            (Some(ty), _) => of_type(ty, n).into(),
            (None, []) => "something".into(),
            (None, constants) => {
                let (op, constant) = &constants[n % constants.len()];
                meets(*op, constant)
            }
        }
    }

    fn stranger(&self) -> Json {
        match self.columns.first() {
            Some(Type::TimestampTz) => "2001-01-01T00:00:00Z".into(),
            Some(ty) => of_type(ty, 7).into(),
            None => self.wrong(),
        }
    }

    fn wrong(&self) -> Json {
        match (self.columns.first(), &self.constants[..]) {
            (Some(_), _) => self.stranger(),
            (None, []) => Json::Null,
            (None, constants) => {
                let (op, constant) = &constants[0];
                meets(op.negated(), constant)
            }
        }
    }
}

/// A value for which a comparison with a constant holds.
fn meets(op: Op, constant: &Literal) -> Json {
    match (constant, op) {
        (Literal::Bool(value), Op::Ne) => (!value).into(),
        (Literal::Bool(value), _) => (*value).into(),
        (Literal::Number(digits), _) => {
            let number: f64 = digits.parse().unwrap_or_default();
            let number = match op {
                Op::Eq | Op::Le | Op::Ge => number,
                Op::Lt => number - 1.0,
                Op::Ne | Op::Gt => number + 1.0,
            };
            number.to_string().into()
        }
        (Literal::Text(text) | Literal::Variant(text), _) => match op {
            Op::Eq | Op::Le | Op::Ge => text.clone().into(),
            Op::Lt => String::new().into(),
            Op::Ne | Op::Gt => format!("{text}z").into(),
        },
    }
}

/// A constant, and what is not it.
fn around(literal: &Literal, ty: Option<&Type>) -> Vec<String> {
    match literal {
        Literal::Bool(_) => vec!["true".to_owned(), "false".to_owned()],
        Literal::Number(digits) => match digits.parse::<i64>() {
            Ok(number) => [number, number + 1, number - 1].map(|n| n.to_string()).into(),
            Err(_) => vec![digits.clone(), "0".to_owned()],
        },
        Literal::Text(text) | Literal::Variant(text) => {
            let mut values = vec![text.clone()];
            match ty {
                Some(ty) if ty.is_text() => values.push("another".to_owned()),
                Some(Type::Uuid) => values.push(of_type(&Type::Uuid, 9)),
                _ => {}
            }
            values
        }
    }
}

/// A value of a type by its number.
pub fn of_type(ty: &Type, n: usize) -> String {
    let other = |sql: &str| sql.split('(').next().unwrap_or_default().trim().to_ascii_lowercase();
    match ty {
        Type::Boolean => (n % 2 == 0).to_string(),
        Type::SmallInt
        | Type::Integer
        | Type::BigInt
        | Type::Real
        | Type::DoublePrecision
        | Type::Numeric => (n + 1).to_string(),
        Type::Text => format!("text-{n}"),
        Type::Uuid => format!("00000000-0000-4000-8000-{:012}", n + 1),
        Type::Bytea => format!("\\x{:02x}", n % 256),
        Type::TimestampTz | Type::Timestamp => format!("2020-01-01 00:{:02}:00", n % 60),
        Type::Date => format!("2020-01-{:02}", n % 28 + 1),
        Type::Time => format!("00:{:02}:00", n % 60),
        Type::Inet => format!("10.0.0.{}", n % 250),
        Type::Cidr => format!("10.0.{}.0/24", n % 250),
        Type::Array(_) => "{}".to_owned(),
        Type::Jsonb | Type::Enum(_) => "{}".to_owned(),
        Type::Other(sql) => match other(sql).as_str() {
            "interval" => format!("{} days", n + 1),
            "json" | "jsonb" | "tsvector" => "{}".to_owned(),
            "char" | "character" | "bpchar" => {
                char::from(b'a' + u8::try_from(n % 26).unwrap_or_default()).to_string()
            }
            "numeric" | "decimal" | "int" | "integer" | "bigint" | "smallint" | "real" | "float"
            | "money" => (n % 9 + 1).to_string(),
            "timestamp" | "timestamptz" | "timestamp with time zone" | "timestamp without time zone" => {
                format!("2020-01-01 00:{:02}:00", n % 60)
            }
            "uuid" => of_type(&Type::Uuid, n),
            name if name.ends_with("[]") => "{}".to_owned(),
            _ => format!("t{n}"),
        },
    }
}

fn put(token: &mut Json, path: &[String], value: Json) {
    let mut at = token;
    for key in path {
        if !at.is_object() {
            *at = Json::Object(Map::new());
        }
        let Some(map) = at.as_object_mut() else { return };
        at = map.entry(key.clone()).or_insert_with(|| Json::Object(Map::new()));
    }
    *at = value;
}

/// The texts between single quotes.
pub fn quoted(sql: &str) -> Vec<String> {
    sql.split('\'').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The numbers in a text, for columns of numbers.
fn numbers(sql: &str, ty: &Type) -> Vec<String> {
    if !matches!(ty, Type::SmallInt | Type::Integer | Type::BigInt | Type::Numeric) {
        return Vec::new();
    }
    let words = sql.split(|c: char| !c.is_ascii_digit()).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}
