//! Which words can be names?
//!
//! Postgres's kinds of keywords (kwlist.h): those that are never a name, and those that are a function's or a type's
//! but no column's.

/// Words that are no name unless in quotes.
const RESERVED: [&str; 77] = [
    "all",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "asymmetric",
    "both",
    "case",
    "cast",
    "check",
    "collate",
    "column",
    "constraint",
    "create",
    "current_catalog",
    "current_date",
    "current_role",
    "current_time",
    "current_timestamp",
    "current_user",
    "default",
    "deferrable",
    "desc",
    "distinct",
    "do",
    "else",
    "end",
    "except",
    "false",
    "fetch",
    "for",
    "foreign",
    "from",
    "grant",
    "group",
    "having",
    "in",
    "initially",
    "intersect",
    "into",
    "lateral",
    "leading",
    "limit",
    "localtime",
    "localtimestamp",
    "not",
    "null",
    "offset",
    "on",
    "only",
    "or",
    "order",
    "placing",
    "primary",
    "references",
    "returning",
    "select",
    "session_user",
    "some",
    "symmetric",
    "system_user",
    "table",
    "then",
    "to",
    "trailing",
    "true",
    "union",
    "unique",
    "user",
    "using",
    "variadic",
    "when",
    "where",
    "window",
];

/// Words that name functions and types, but no columns and no tables.
const OF_FUNCTIONS: [&str; 23] = [
    "authorization",
    "binary",
    "collation",
    "concurrently",
    "cross",
    "current_schema",
    "freeze",
    "full",
    "ilike",
    "inner",
    "is",
    "isnull",
    "join",
    "left",
    "like",
    "natural",
    "notnull",
    "outer",
    "overlaps",
    "right",
    "similar",
    "tablesample",
    "verbose",
];

/// Whether a bare word can be the name of a column, a table or an alias.
pub(super) fn is_column(word: &str) -> bool {
    is_function(word) && OF_FUNCTIONS.binary_search(&word).is_err()
}

/// Whether a bare word can be the name of a function.
pub(super) fn is_function(word: &str) -> bool {
    word != "with" && RESERVED.binary_search(&word).is_err()
}

/// What Postgres writes as a type, whose constants are written with its name before a string.
pub(super) fn begins_type(word: &str) -> bool {
    matches!(
        word,
        "bigint"
            | "bit"
            | "boolean"
            | "char"
            | "character"
            | "date"
            | "decimal"
            | "double"
            | "float"
            | "int"
            | "integer"
            | "interval"
            | "numeric"
            | "real"
            | "smallint"
            | "time"
            | "timestamp"
            | "timestamptz"
            | "timetz"
            | "uuid"
            | "json"
            | "jsonb"
            | "text"
            | "varchar"
            | "inet"
            | "cidr"
            | "bytea"
            | "bool"
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_lists_are_sorted() {
        assert!(super::RESERVED.is_sorted());
        assert!(super::OF_FUNCTIONS.is_sorted());
        assert!(super::is_column("offsets") && !super::is_column("offset"));
        assert!(!super::is_column("left") && super::is_function("left"));
    }
}
