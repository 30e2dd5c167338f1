//! The schema as JSON, and back.
//!
//! One key a line, in a fixed order, so that a change of the schema is a change of a few lines and a merge
//! conflict can be read. A document says which format it has; one of an older format is read as what it would say
//! today.

mod upgrade;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    provider::{Custom, Provider},
    resolve::Resolved,
    schema::{Enum, Function, RoleDef, Schema, Table},
};

/// The format that [`write()`] writes.
pub const FORMAT: u32 = upgrade::LATEST;

#[derive(Serialize)]
struct Written<'s> {
    format: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    hash: Option<&'s str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seal: Option<&'s str>,
    provider: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    custom: Option<&'s Custom>,
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
    /// Of a snapshot, which looks at them.
    #[allow(dead_code, reason = "a snapshot may be read as what it says")]
    #[serde(default)]
    hash: Option<String>,
    #[allow(dead_code, reason = "a snapshot may be read as what it says")]
    #[serde(default)]
    seal: Option<String>,
    provider: String,
    #[serde(default)]
    custom: Option<Custom>,
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
    written(resolved, None, None)
}

/// The document of a schema, as a snapshot has it.
pub(crate) fn written(resolved: &Resolved, hash: Option<&str>, seal: Option<&str>) -> String {
    let schema = &resolved.schema;
    let custom = match &resolved.provider {
        Provider::Custom(custom) => Some(custom),
        _ => None,
    };
    let written = Written {
        format: FORMAT,
        hash,
        seal,
        provider: resolved.provider.name(),
        custom,
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

/// The schema of a document.
///
/// # Errors
/// Says why the text is no schema document.
pub fn read(text: &str) -> Result<Resolved, DocumentError> {
    schema(parse(text)?)
}

/// A document as JSON. A mark at the beginning that some editors leave is no part of it.
pub(crate) fn parse(text: &str) -> Result<serde_json::Value, DocumentError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if let Some(line) = conflict(text) {
        return Err(DocumentError::Conflict(line));
    }
    serde_json::from_str(text).map_err(DocumentError::Shape)
}

/// The schema of a document.
pub(crate) fn schema(mut value: serde_json::Value) -> Result<Resolved, DocumentError> {
    match value.get("format").and_then(serde_json::Value::as_u64) {
        Some(format) if format > u64::from(FORMAT) => return Err(DocumentError::Format(format)),
        _ => upgrade::upgrade(&mut value),
    }
    let read: Read = serde_json::from_value(value).map_err(DocumentError::Shape)?;
    let mut provider: Provider = read.provider.parse().map_err(DocumentError::Provider)?;
    if let (Provider::Custom(settings), Some(custom)) = (&mut provider, read.custom) {
        *settings = custom;
    }
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

/// The line that begins what git leaves of a merge that it could not do, or goes on with it; the first is 1.
pub(crate) fn conflict(text: &str) -> Option<usize> {
    let marks = ["<<<<<<<", "|||||||", ">>>>>>>"];
    let is_mark = |line: &str| {
        let after = marks.iter().find_map(|mark| line.strip_prefix(mark));
        after.is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')) || line == "======="
    };
    text.lines().position(is_mark).map(|line| line + 1)
}
