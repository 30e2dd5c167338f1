//! Which type does a text name?

use super::{Parsed, Parser, T};
use crate::understand::tree::TypeName;

impl Parser<'_> {
    /// A type's name, with its modifiers and brackets.
    pub(super) fn type_name(&mut self) -> Parsed<TypeName> {
        let mut name = self.any_name()?;
        let mut modified = false;
        let last = name.pop().unwrap_or_default();
        let schema = name.pop();
        let mut name = last;
        if schema.is_none() {
            match name.as_str() {
                "double" if self.take_word("precision") => "double precision".clone_into(&mut name),
                "character" | "char" | "bit" | "national" => {
                    if name == "national" && !self.take_word("character") {
                        self.take_word("char");
                    }
                    if self.take_word("varying") {
                        name = format!("{name} varying");
                    }
                }
                "interval" => {
                    while ["year", "month", "day", "hour", "minute", "second", "to"]
                        .iter()
                        .any(|w| self.is_word(w))
                    {
                        self.at += 1;
                        modified = true;
                    }
                }
                _ => {}
            }
        }
        if self.is_symbol("(") {
            modified = true;
            self.at += 1;
            while !self.take_symbol(")") {
                if self.peek().is_none() {
                    return self.fault("`)` is expected here");
                }
                self.at += 1;
            }
        }
        if schema.is_none() && matches!(name.as_str(), "timestamp" | "time") {
            let with = self.is_word("with");
            if (with || self.is_word("without"))
                && self.word_at(1) == Some("time")
                && self.word_at(2) == Some("zone")
            {
                self.at += 3;
                if with {
                    name.push_str("tz");
                }
            }
        }
        let mut array = self.take_word("array");
        while self.is_symbol("[") {
            self.at += 1;
            if matches!(self.peek().map(|token| &token.kind), Some(T::Number(_))) {
                self.at += 1;
            }
            self.expect_symbol("]")?;
            array = true;
        }
        let schema = schema.filter(|schema| schema != "pg_catalog");
        if schema.is_none() {
            name = canonical(&name).to_owned();
        }
        Ok(TypeName { name, schema, modified, array })
    }
}

/// The name that Postgres prints, for those that have several.
fn canonical(name: &str) -> &str {
    match name {
        "int" | "int4" => "integer",
        "int2" => "smallint",
        "int8" => "bigint",
        "bool" => "boolean",
        "varchar" => "character varying",
        "char" | "bpchar" => "character",
        "float4" => "real",
        "float8" | "float" => "double precision",
        "decimal" | "dec" => "numeric",
        "timestamptz" => "timestamp with time zone",
        "timetz" => "time with time zone",
        "timestamp" => "timestamp without time zone",
        "time" => "time without time zone",
        other => other,
    }
}
