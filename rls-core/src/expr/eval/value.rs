//! What can a column hold, and how do two values compare?

use std::cmp::Ordering;

use super::{Decimal, Fault, time};

/// What a column holds, as far as comparing goes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the Postgres type of its name")]
pub enum Kind {
    Boolean,
    /// `smallint`, `integer` or `bigint`: so many bits.
    Integer(u32),
    Numeric,
    Real,
    Double,
    Text,
    Uuid,
    /// An enum, with its values in their order.
    Enum(Vec<String>),
    TimestampTz,
    Timestamp,
    Date,
    Time,
    /// Another type, of which nothing is known but whether it is NULL.
    Other,
}

/// A value. Times are microseconds, dates are days, both since 1970.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "each is a value of the kind of its name")]
pub enum Datum {
    Null,
    Bool(bool),
    /// An integer or a numeric.
    Number(Decimal),
    /// A real, which is a double too, or a double.
    Float(f64),
    Text(String),
    Uuid(u128),
    /// The place among its enum's values.
    Enum(usize),
    /// A point in time.
    Instant(i64),
    /// A date and a time on no clock in particular.
    Moment(i64),
    Date(i64),
    Time(i64),
    /// Something of another kind.
    Other(String),
}

impl Kind {
    /// A text cast to this type.
    ///
    /// ```
    /// use rls_core::expr::eval::{Datum, Fault, Kind};
    /// assert_eq!(Kind::Boolean.read("yes"), Ok(Datum::Bool(true)));
    /// assert!(matches!(Kind::Integer(16).read("70000"), Err(Fault::Raises(_))));
    /// ```
    ///
    /// # Errors
    /// Where Postgres raises, or where this reader does not know the form.
    pub fn read(&self, text: &str) -> Result<Datum, Fault> {
        let raises = || Fault::Raises(format!("{text:?} is no {self:?}"));
        let unknown = || Fault::Unknown(format!("{text:?} as {self:?}"));
        match self {
            Kind::Text => Ok(Datum::Text(text.to_owned())),
            Kind::Other => Ok(Datum::Other(text.to_owned())),
            Kind::Boolean => boolean(text).map(Datum::Bool).ok_or_else(raises),
            Kind::Integer(bits) => match text.trim_ascii().parse::<i128>() {
                Ok(value) if value >= -(1 << (bits - 1)) && value < 1 << (bits - 1) => {
                    Decimal::read(text).map(Datum::Number).ok_or_else(raises)
                }
                // from 16 on Postgres reads 0x10 and 1_000
                _ if text.contains(['x', 'X', 'o', 'O', 'b', 'B', '_']) => Err(unknown()),
                _ => Err(raises()),
            },
            Kind::Numeric => match Decimal::read(text) {
                Some(number) => Ok(Datum::Number(number)),
                // an exponent beyond a thousand, or 0x10
                None if text.contains(|c: char| c.is_ascii_digit()) || is_special(text) => Err(unknown()),
                None => Err(raises()),
            },
            Kind::Real | Kind::Double => {
                let value: f64 = text.trim_ascii().parse().map_err(|_| raises())?;
                #[allow(clippy::cast_possible_truncation, reason = "that is what a real is")]
                let value = if *self == Kind::Real { f64::from(value as f32) } else { value };
                if value.is_finite() { Ok(Datum::Float(value)) } else { Err(unknown()) }
            }
            Kind::Uuid => uuid(text).map(Datum::Uuid).ok_or_else(raises),
            Kind::Enum(values) => {
                values.iter().position(|value| value == text).map(Datum::Enum).ok_or_else(raises)
            }
            Kind::TimestampTz => time::instant(text).map(Datum::Instant).ok_or_else(unknown),
            Kind::Timestamp => time::moment(text).map(Datum::Moment).ok_or_else(unknown),
            Kind::Date => time::date(text).map(Datum::Date).ok_or_else(unknown),
            Kind::Time => time::time_of_day(text).map(Datum::Time).ok_or_else(unknown),
        }
    }
}

impl Datum {
    /// Whether it is NULL.
    pub fn is_null(&self) -> bool {
        *self == Datum::Null
    }

    /// Their order; none where one is NULL.
    ///
    /// # Errors
    /// Where the order of such values is not known here.
    pub fn compare(&self, other: &Datum) -> Result<Option<Ordering>, Fault> {
        let order = match (self, other) {
            (Datum::Null, _) | (_, Datum::Null) => return Ok(None),
            (Datum::Bool(a), Datum::Bool(b)) => a.cmp(b),
            (Datum::Number(a), Datum::Number(b)) => a.cmp(b),
            (Datum::Float(a), Datum::Float(b)) => float(*a, *b),
            (Datum::Number(a), Datum::Float(b)) => float(a.to_float(), *b),
            (Datum::Float(a), Datum::Number(b)) => float(*a, b.to_float()),
            (Datum::Text(a), Datum::Text(b)) => a.as_bytes().cmp(b.as_bytes()),
            (Datum::Uuid(a), Datum::Uuid(b)) => a.cmp(b),
            (Datum::Enum(a), Datum::Enum(b)) => a.cmp(b),
            (Datum::Time(a), Datum::Time(b)) => a.cmp(b),
            _ => match (self.as_instant(), other.as_instant()) {
                (Some(a), Some(b)) => a.cmp(&b),
                _ => return Err(Fault::Unknown(format!("how {self:?} compares with {other:?}"))),
            },
        };
        Ok(Some(order))
    }

    fn as_instant(&self) -> Option<i64> {
        match self {
            Datum::Instant(at) | Datum::Moment(at) => Some(*at),
            Datum::Date(days) => Some(days * time::DAY),
            _ => None,
        }
    }
}

/// As Postgres orders them, which here are all finite.
fn float(a: f64, b: f64) -> Ordering {
    a.partial_cmp(&b).unwrap_or(Ordering::Equal)
}

fn is_special(text: &str) -> bool {
    let text = text.trim_ascii().trim_start_matches(['+', '-']).to_ascii_lowercase();
    matches!(text.as_str(), "nan" | "inf" | "infinity")
}

/// As Postgres reads one: any beginning of a word that is no beginning of another.
fn boolean(text: &str) -> Option<bool> {
    let text = text.trim_ascii().to_ascii_lowercase();
    match text.as_str() {
        "" | "o" => None,
        "1" | "on" => Some(true),
        "0" | "of" | "off" => Some(false),
        word if "true".starts_with(word) || "yes".starts_with(word) => Some(true),
        word if "false".starts_with(word) || "no".starts_with(word) => Some(false),
        _ => None,
    }
}

/// As Postgres reads one: 32 digits, a hyphen after any four of them but the last, perhaps braces around.
fn uuid(text: &str) -> Option<u128> {
    let inner = match text.strip_prefix('{') {
        Some(rest) => rest.strip_suffix('}')?,
        None => text,
    };
    let mut digits = String::new();
    for (i, c) in inner.char_indices() {
        match c {
            c if c.is_ascii_hexdigit() => digits.push(c),
            '-' if !digits.is_empty()
                && digits.len().is_multiple_of(4)
                && digits.len() < 32
                && !inner[..i].ends_with('-') => {}
            _ => return None,
        }
    }
    if digits.len() == 32 { u128::from_str_radix(&digits, 16).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_as_postgres_does() {
        let id = Datum::Uuid(0xa0ee_bc99_9c0b_4ef8_bb6d_6bb9_bd38_0a11);
        for form in [
            "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
            "A0EEBC999C0B4EF8BB6D6BB9BD380A11",
            "{a0ee-bc99-9c0b-4ef8-bb6d-6bb9-bd38-0a11}",
        ] {
            assert_eq!(Kind::Uuid.read(form), Ok(id.clone()), "{form}");
        }
        for bad in
            ["", "a0eebc99-9c0b", "{a0eebc999c0b4ef8bb6d6bb9bd380a11", "a-0eebc999c0b4ef8bb6d6bb9bd380a11"]
        {
            assert!(matches!(Kind::Uuid.read(bad), Err(Fault::Raises(_))), "{bad}");
        }
        assert_eq!(Kind::Boolean.read(" T "), Ok(Datum::Bool(true)));
        assert!(Kind::Boolean.read("o").is_err() && Kind::Boolean.read("maybe").is_err());
        assert!(matches!(Kind::Integer(32).read("1.5"), Err(Fault::Raises(_))));
        assert!(matches!(Kind::Integer(32).read("0x10"), Err(Fault::Unknown(_))));
        assert!(matches!(Kind::Numeric.read("NaN"), Err(Fault::Unknown(_))));
        assert!(matches!(Kind::Numeric.read("many"), Err(Fault::Raises(_))));
    }

    #[test]
    fn a_real_is_narrower_than_its_digits() {
        let real = Kind::Real.read("0.1").unwrap();
        assert_eq!(real.compare(&Kind::Real.read("0.1").unwrap()), Ok(Some(Ordering::Equal)));
        assert_eq!(real.compare(&Kind::Numeric.read("0.1").unwrap()), Ok(Some(Ordering::Greater)));
        assert!(Datum::Bool(true).compare(&Datum::Uuid(1)).is_err());
    }
}
