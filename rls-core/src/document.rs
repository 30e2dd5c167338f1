//! The schema as JSON, and back.
//!
//! One key a line, in a fixed order, so that a change of the schema is a change of a few lines and a merge
//! conflict can be read. A document says which format it has.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    provider::Provider,
    resolve::Resolved,
    schema::{Enum, Function, RoleDef, Schema, Table},
};

/// The format that [`write()`] writes.
pub const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Written<'s> {
    format: u32,
    provider: &'static str,
    roles: &'s std::collections::BTreeMap<String, RoleDef>,
    enums: &'s [Enum],
    tables: &'s [Table],
    #[serde(skip_serializing_if = "<[Function]>::is_empty")]
    functions: &'s [Function],
    #[serde(skip_serializing_if = "Option::is_none")]
    private: Option<&'s str>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Read {
    #[allow(dead_code, reason = "looked at first, on its own")]
    format: u32,
    provider: String,
    roles: std::collections::BTreeMap<String, RoleDef>,
    enums: Vec<Enum>,
    tables: Vec<Table>,
    #[serde(default)]
    functions: Vec<Function>,
    #[serde(default)]
    private: Option<String>,
}

/// Why a text is no schema document.
#[derive(Debug)]
pub enum DocumentError {
    /// It is no JSON, or not of this shape.
    Shape(serde_json::Error),
    /// Its format is a newer one.
    Format(u64),
    /// It holds a merge conflict, which begins at this line (the first is 1).
    Conflict(usize),
    /// No provider has this name.
    Provider(String),
}

impl fmt::Display for DocumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DocumentError::Shape(error) => write!(f, "this is no schema document: {error}"),
            DocumentError::Format(format) => write!(
                f,
                "this schema document has format {format}, and this version reads formats up to {FORMAT}: update pg-rls"
            ),
            DocumentError::Conflict(line) => write!(
                f,
                "line {line} begins a merge conflict: take either side and accept anew, the models decide"
            ),
            DocumentError::Provider(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for DocumentError {}

/// The document of a schema.
pub fn write(resolved: &Resolved) -> String {
    let schema = &resolved.schema;
    let written = Written {
        format: FORMAT,
        provider: resolved.provider.name(),
        roles: &schema.roles,
        enums: &schema.enums,
        tables: &schema.tables,
        functions: &schema.functions,
        private: schema.private.as_deref(),
    };
    // strings, lists and maps with string keys cannot fail to be JSON
    let mut text = serde_json::to_string_pretty(&written).unwrap_or_default();
    text.push('\n');
    text
}

/// The schema of a document. A `custom` provider comes back with the default settings, which belong to rls.toml.
///
/// # Errors
/// Says why the text is no schema document.
pub fn read(text: &str) -> Result<Resolved, DocumentError> {
    if let Some(line) = text.lines().position(|line| line.starts_with("<<<<<<< ")) {
        return Err(DocumentError::Conflict(line + 1));
    }
    let value: serde_json::Value = serde_json::from_str(text).map_err(DocumentError::Shape)?;
    match value.get("format").and_then(serde_json::Value::as_u64) {
        Some(format) if format > u64::from(FORMAT) => return Err(DocumentError::Format(format)),
        _ => {}
    }
    let read: Read = serde_json::from_value(value).map_err(DocumentError::Shape)?;
    let provider: Provider = read.provider.parse().map_err(DocumentError::Provider)?;
    Ok(Resolved {
        provider,
        schema: Schema {
            tables: read.tables,
            enums: read.enums,
            roles: read.roles,
            functions: read.functions,
            private: read.private,
        },
    })
}
