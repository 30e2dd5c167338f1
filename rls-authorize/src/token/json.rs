//! Is a text JSON that everybody reads alike?
//!
//! serde_json takes the last of two entries of the same name, and others the first; here there may be one. A NUL in a
//! text is JSON and no text of Postgres's.

use std::{cell::Cell, fmt};

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// What is wrong with a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    Duplicate,
    Nul,
    Unreadable,
}

/// Reads it; how deep it may nest is serde_json's own limit.
pub(super) fn read(text: &str) -> Result<Value, Fault> {
    let fault = Cell::new(Fault::Unreadable);
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = Strict(&fault).deserialize(&mut reader).map_err(|_| fault.get())?;
    reader.end().map_err(|_| Fault::Unreadable)?;
    Ok(value)
}

/// Reads one value; says in the cell what an error of its own was about.
#[derive(Clone, Copy)]
struct Strict<'a>(&'a Cell<Fault>);

impl Strict<'_> {
    fn fault<E: Error>(self, fault: Fault) -> E {
        self.0.set(fault);
        E::custom("")
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| self.fault(Fault::Unreadable))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        if value.contains('\0') {
            return Err(self.fault(Fault::Nul));
        }
        Ok(Value::from(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut all = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            all.push(item);
        }
        Ok(Value::Array(all))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut all = Map::new();
        while let Some(name) = entries.next_key::<String>()? {
            if name.contains('\0') {
                return Err(self.fault(Fault::Nul));
            }
            let value = entries.next_value_seed(self)?;
            if all.insert(name, value).is_some() {
                return Err(self.fault(Fault::Duplicate));
            }
        }
        Ok(Value::Object(all))
    }
}
