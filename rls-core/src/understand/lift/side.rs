//! What stands on one side of a comparison?

use super::{
    super::{
        caller::Who,
        parse,
        tree::{Call, Kind, Node, TypeName},
    },
    Lift,
};
use crate::{
    expr::{Literal, Value},
    provider::Provider,
    schema::{CallerId, Column, Type},
};

/// One side, with the cast around it.
#[derive(Clone, Debug)]
pub(super) struct Side {
    pub(super) value: Value,
    pub(super) cast: Option<TypeName>,
    /// In which type the caller's id is asked for.
    id: Option<CallerId>,
    /// Whether it being there says that the caller's id is.
    tests_id: bool,
}

impl Side {
    fn new(value: Value) -> Self {
        Side { value, cast: None, id: None, tests_id: true }
    }

    /// Whether IS NOT NULL says of it what it says of the value.
    pub(super) fn may_be_tested(&self) -> bool {
        match self.value {
            Value::Claim(_) => true,
            Value::CallerId => self.tests_id && self.cast.is_none(),
            _ => false,
        }
    }

    fn is_cast_to(&self, names: &[&str]) -> bool {
        self.cast.as_ref().is_some_and(|ty| {
            ty.schema.is_none() && !ty.array && !ty.modified && names.contains(&ty.name.as_str())
        })
    }
}

impl Lift<'_> {
    pub(super) fn side(&self, node: &Node) -> Option<Side> {
        let node = node.bare();
        if let Some(column) = self.column(node) {
            return Some(Side::new(Value::Column(column)));
        }
        match self.cx.callers.who(node) {
            Some(Who::Id(ty)) => {
                // Neon's uuid is NULL for a subject that is none; the others raise an error and give no answer
                let tests_id = ty == CallerId::Text || *self.cx.provider != Provider::Neon;
                return Some(Side { id: Some(ty), tests_id, ..Side::new(Value::CallerId) });
            }
            Some(Who::Claim { path, text: true }) => return Some(Side::new(Value::Claim(path))),
            // a claim of another name, for looking at only
            Some(Who::Named { name, ty }) => {
                return Some(Side { cast: ty, ..Side::new(Value::Claim(vec![name])) });
            }
            _ => {}
        }
        let text = |text: &str| Value::Literal(Literal::Text(text.to_owned()));
        match &node.kind {
            Kind::Text(Some(value)) => Some(Side::new(text(value))),
            Kind::Number(digits) if is_plain(digits) => {
                Some(Side::new(Value::Literal(Literal::Number(digits.clone()))))
            }
            Kind::Unary(sign, inner) if sign == "-" => match &inner.bare().kind {
                Kind::Number(digits) if is_plain(digits) => {
                    Some(Side::new(Value::Literal(Literal::Number(format!("-{digits}")))))
                }
                _ => None,
            },
            Kind::Bool(value) => Some(Side::new(Value::Literal(Literal::Bool(*value)))),
            Kind::Typed(ty, Some(value)) => Some(Side { cast: Some(ty.clone()), ..Side::new(text(value)) }),
            Kind::Cast(inner, ty) => {
                let side = self.side(inner)?;
                let plain = side.cast.is_none()
                    && !matches!(side.value, Value::Now | Value::Ago(_) | Value::Ahead(_));
                match &side.value {
                    Value::Literal(Literal::Text(_))
                    | Value::Column(_)
                    | Value::CallerId
                    | Value::Claim(_)
                        if plain =>
                    {
                        Some(Side { cast: Some(ty.clone()), ..side })
                    }
                    _ => None,
                }
            }
            Kind::Binary(sign, left, right) if sign == "+" || sign == "-" => {
                let (Value::Now, interval) = (self.side(left)?.value, interval(right)?) else { return None };
                Some(Side::new(if sign == "+" { Value::Ahead(interval) } else { Value::Ago(interval) }))
            }
            Kind::Special(word, args) if word == "current_timestamp" && args.is_empty() => {
                Some(Side::new(Value::Now))
            }
            Kind::Call(Call { name, args, plain: true }) if args.is_empty() => {
                let name: Vec<&str> = name.iter().map(String::as_str).collect();
                let now = matches!(
                    name.as_slice(),
                    ["now" | "transaction_timestamp"] | ["pg_catalog", "now" | "transaction_timestamp"]
                );
                now.then(|| Side::new(Value::Now))
            }
            _ => None,
        }
    }

    /// The two sides as the language has them, where comparing those says what comparing these does.
    pub(super) fn matched(&self, left: &Side, right: &Side) -> Option<(Value, Value)> {
        let fits = self.fits(left, right) || self.fits(right, left);
        fits.then(|| (left.value.clone(), right.value.clone()))
    }

    fn fits(&self, a: &Side, b: &Side) -> bool {
        let plain = a.cast.is_none() && b.cast.is_none();
        match (&a.value, &b.value) {
            (Value::Column(name), other) => {
                let Some(column) = self.table.find_column(name) else { return false };
                match other {
                    Value::Column(_) | Value::Now | Value::Ago(_) | Value::Ahead(_) => plain,
                    Value::CallerId => {
                        // two uuids are equal where their texts are
                        let texts = a.is_cast_to(&["text"]) && b.is_cast_to(&["text"]);
                        let uuids = column.ty == Type::Uuid && b.id == Some(CallerId::Uuid);
                        (plain && column.ty.caller_id() == b.id) || (texts && uuids)
                    }
                    Value::Claim(_) if a.cast.is_none() => match &b.cast {
                        None => column.ty.is_text(),
                        Some(ty) => !column.ty.is_text() && is_type(ty, column),
                    },
                    Value::Literal(_) if a.cast.is_none() => {
                        b.cast.as_ref().is_none_or(|ty| is_type(ty, column))
                    }
                    _ => false,
                }
            }
            (Value::Claim(_), Value::Literal(literal)) => match literal {
                Literal::Text(_) => a.cast.is_none() && (b.cast.is_none() || b.is_cast_to(&["text"])),
                Literal::Number(digits) => {
                    let whole = !digits.contains('.') && a.is_cast_to(&["smallint", "integer", "bigint"]);
                    b.cast.is_none() && (whole || a.is_cast_to(&["numeric"]))
                }
                Literal::Bool(_) => b.cast.is_none() && a.is_cast_to(&["boolean"]),
                Literal::Variant(_) => false,
            },
            (Value::Claim(_), Value::Now | Value::Ago(_) | Value::Ahead(_)) => {
                a.is_cast_to(&["timestamp with time zone"]) && b.cast.is_none()
            }
            (Value::Claim(_), Value::Claim(_)) => plain,
            (Value::CallerId, Value::Claim(_)) => plain && a.id == Some(CallerId::Text),
            (Value::CallerId, Value::Literal(Literal::Text(_))) => {
                a.cast.is_none()
                    && a.id == Some(CallerId::Text)
                    && (b.cast.is_none() || b.is_cast_to(&["text"]))
            }
            _ => false,
        }
    }
}

/// The digits that a predicate's number has.
fn is_plain(digits: &str) -> bool {
    digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && digits.bytes().any(|byte| byte.is_ascii_digit())
}

fn interval(node: &Node) -> Option<String> {
    let is = |ty: &TypeName| ty.name == "interval" && ty.schema.is_none() && !ty.modified && !ty.array;
    match &node.bare().kind {
        Kind::Typed(ty, Some(text)) if is(ty) => Some(text.clone()),
        Kind::Cast(inner, ty) if is(ty) => match &inner.bare().kind {
            Kind::Text(Some(text)) => Some(text.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// Whether that is the type of the column.
fn is_type(ty: &TypeName, column: &Column) -> bool {
    named(&column.ty).is_some_and(|own| own == *ty)
}

fn named(ty: &Type) -> Option<TypeName> {
    let name = match ty {
        Type::Boolean => "boolean",
        Type::SmallInt => "smallint",
        Type::Integer => "integer",
        Type::BigInt => "bigint",
        Type::Real => "real",
        Type::DoublePrecision => "double precision",
        Type::Numeric => "numeric",
        Type::Text => "text",
        Type::Uuid => "uuid",
        Type::Jsonb => "jsonb",
        Type::Bytea => "bytea",
        Type::TimestampTz => "timestamp with time zone",
        Type::Timestamp => "timestamp without time zone",
        Type::Date => "date",
        Type::Time => "time without time zone",
        Type::Inet => "inet",
        Type::Cidr => "cidr",
        Type::Array(element) => return named(element).map(|ty| TypeName { array: true, ..ty }),
        Type::Enum(name) => {
            let schema = name.schema.clone().filter(|schema| schema != "public");
            return Some(TypeName { name: name.name.clone(), schema, modified: false, array: false });
        }
        Type::Other(sql) => return parse::type_name(sql).filter(|ty| !ty.modified),
    };
    Some(TypeName { name: name.to_owned(), schema: None, modified: false, array: false })
}
