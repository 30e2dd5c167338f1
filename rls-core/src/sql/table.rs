//! How is a table written, and an enum?

use sea_query::{Alias, ColumnSpec, ColumnType, Expr, Keyword, PostgresQueryBuilder, RcOrArc, TableBuilder};

use super::order::Ordered;
use crate::{
    ident::{literal, quote, quote_all},
    lex,
    provider::Provider,
    schema::{
        Action, Column, Constraint, Default, Deferrable, Enum, ForeignKey, Identity, Schema, Table, Type,
    },
};

/// `CREATE TYPE … AS ENUM`, one each.
pub(super) fn enums(schema: &Schema) -> Vec<String> {
    schema.enums.iter().map(enumeration).collect()
}

/// `CREATE TYPE … AS ENUM`.
pub(super) fn enumeration(one: &Enum) -> String {
    let values: Vec<String> = one.values.iter().map(|value| literal(&value.name)).collect();
    format!("CREATE TYPE {} AS ENUM ({})", one.name.quoted(), values.join(", "))
}

/// `CREATE TABLE`, one column a line, then the constraints that are no part of a column.
pub(super) fn create(table: &Table, order: &Ordered<'_>, provider: &Provider) -> String {
    let mut lines: Vec<String> = table.columns.iter().map(|c| column(Some(table), c, provider)).collect();
    lines.extend(
        table
            .constraints
            .iter()
            .filter(|c| column_of(table, c).is_none() && !order.is_late(table, c))
            .map(constraint),
    );
    if lines.is_empty() {
        return format!("CREATE TABLE {} ()", table.name.quoted());
    }
    format!("CREATE TABLE {} (\n    {}\n)", table.name.quoted(), lines.join(",\n    "))
}

/// `ALTER TABLE … ADD CONSTRAINT`.
pub(super) fn add_constraint(table: &Table, added: &Constraint) -> String {
    format!("ALTER TABLE {} ADD {}", table.name.quoted(), constraint(added))
}

/// The column on whose line a constraint stands: a key of one column under the name that Postgres gives it, and
/// a check that was written on the column.
fn column_of<'t>(table: &Table, constraint: &'t Constraint) -> Option<&'t str> {
    let own = |columns: &'t [String], name: &str, rest: &str, label| match columns {
        [one] if name == crate::ident::derived(&table.name.name, rest, label) => Some(one.as_str()),
        _ => None,
    };
    match constraint {
        Constraint::PrimaryKey { name, columns } => own(columns, name, "", "pkey"),
        Constraint::Unique { name, columns } => own(columns, name, columns.first()?, "key"),
        Constraint::Check { column, .. } => column.as_deref(),
        Constraint::ForeignKey { .. } => None,
    }
}

/// A column as it stands in a table, with its constraints where it brings the table along.
pub(super) fn column(table: Option<&Table>, column: &Column, provider: &Provider) -> String {
    let mut sql = format!("{} {}", quote(&column.name), type_name(&column.ty));
    if let Some(collation) = &column.collate {
        sql.push_str(" COLLATE ");
        sql.push_str(&collation.quoted());
    }
    if let Some(identity) = column.identity {
        sql.push_str(&format!(" GENERATED {} AS IDENTITY", identity_word(identity)));
    }
    let mine = || {
        let on_its_line =
            |table| move |c: &&Constraint| column_of(table, c).is_some_and(|name| name == column.name);
        table.into_iter().flat_map(move |table| table.constraints.iter().filter(on_its_line(table)))
    };
    let primary_key = mine().any(|c| matches!(c, Constraint::PrimaryKey { .. }));
    let spec = ColumnSpec {
        // a key and an identity are NOT NULL without a word
        nullable: (!column.nullable && !primary_key && column.identity.is_none()).then_some(false),
        default: column
            .default
            .as_ref()
            .map(|value| Expr::Keyword(Keyword::Custom(Alias::new(default(column, value, provider)).into()))),
        auto_increment: false,
        unique: mine().any(|c| matches!(c, Constraint::Unique { .. })),
        primary_key,
        check: None,
        generated: None,
        extra: column.generated.as_ref().map(|sql| format!("GENERATED ALWAYS AS ({sql}) STORED")),
        comment: None,
        using: None,
    };
    PostgresQueryBuilder.prepare_column_spec(&spec, &mut sql);
    for check in mine().filter(|c| matches!(c, Constraint::Check { .. })) {
        sql.push(' ');
        sql.push_str(&constraint(check));
    }
    sql
}

/// When an identity's sequence fills the column.
pub(super) fn identity_word(identity: Identity) -> &'static str {
    match identity {
        Identity::ByDefault => "BY DEFAULT",
        Identity::Always => "ALWAYS",
    }
}

/// The default, in brackets unless it is one literal or one call.
pub(super) fn default(column: &Column, default: &Default, provider: &Provider) -> String {
    match (default, column.ty.caller_id()) {
        (Default::Sql(sql), _) if lex::is_operand(sql) || sql.parse::<f64>().is_ok() => sql.clone(),
        (Default::Sql(sql), _) => format!("({sql})"),
        (Default::CallerId, Some(ty)) => format!("({})", provider.caller_id(ty)),
        // the check has refused such a column; nothing owns what has no owner
        (Default::CallerId, None) => "NULL".to_owned(),
    }
}

/// A type's name, through sea-query where that writes what Postgres prints.
pub fn type_name(ty: &Type) -> String {
    let mut sql = String::new();
    PostgresQueryBuilder.prepare_column_type(&column_type(ty), &mut sql);
    sql
}

/// sea-query writes the names of enums and of types that it does not know as they are: ours are quoted here, and a
/// type that was written as SQL has been checked to be a type's name and nothing else.
fn column_type(ty: &Type) -> ColumnType {
    let raw = |sql: &str| ColumnType::Custom(Alias::new(sql).into());
    match ty {
        Type::Boolean => raw("boolean"),
        Type::SmallInt => ColumnType::SmallInteger,
        Type::Integer => ColumnType::Integer,
        Type::BigInt => ColumnType::BigInteger,
        Type::Real => ColumnType::Float,
        Type::DoublePrecision => ColumnType::Double,
        Type::Numeric => raw("numeric"),
        Type::Text => ColumnType::Text,
        Type::Uuid => ColumnType::Uuid,
        Type::Jsonb => ColumnType::JsonBinary,
        Type::Bytea => ColumnType::Blob,
        Type::TimestampTz => ColumnType::TimestampWithTimeZone,
        Type::Timestamp => ColumnType::Timestamp,
        Type::Date => ColumnType::Date,
        Type::Time => ColumnType::Time,
        Type::Inet => ColumnType::Inet,
        Type::Cidr => ColumnType::Cidr,
        Type::Array(element) => ColumnType::Array(RcOrArc::new(column_type(element))),
        Type::Enum(name) => raw(&name.quoted()),
        Type::Other(sql) => raw(sql),
    }
}

/// A constraint with its name.
pub(super) fn constraint(constraint: &Constraint) -> String {
    format!("CONSTRAINT {} {}", quote(constraint.name()), body(constraint))
}

/// A constraint without its name.
pub(super) fn body(constraint: &Constraint) -> String {
    match constraint {
        Constraint::PrimaryKey { columns, .. } => format!("PRIMARY KEY ({})", quote_all(columns)),
        Constraint::Unique { columns, .. } => format!("UNIQUE ({})", quote_all(columns)),
        Constraint::Check { sql, .. } => format!("CHECK ({sql})"),
        Constraint::ForeignKey { key, .. } => foreign_key(key),
    }
}

fn foreign_key(key: &ForeignKey) -> String {
    let mut sql = format!("FOREIGN KEY ({}) REFERENCES {}", quote_all(&key.columns), key.table.quoted());
    if !key.references.is_empty() {
        sql.push_str(&format!(" ({})", quote_all(&key.references)));
    }
    for (when, action) in [("UPDATE", key.on_update), ("DELETE", key.on_delete)] {
        let action = match action {
            Action::NoAction => continue,
            Action::Restrict => "RESTRICT",
            Action::Cascade => "CASCADE",
            Action::SetNull => "SET NULL",
            Action::SetDefault => "SET DEFAULT",
        };
        sql.push_str(&format!(" ON {when} {action}"));
    }
    if let Some(deferrable) = key.deferrable {
        sql.push(' ');
        sql.push_str(deferrable_words(Some(deferrable)));
    }
    sql
}

/// When a foreign key is looked at.
pub(super) fn deferrable_words(deferrable: Option<Deferrable>) -> &'static str {
    match deferrable {
        None => "NOT DEFERRABLE",
        Some(Deferrable::Immediate) => "DEFERRABLE",
        Some(Deferrable::Deferred) => "DEFERRABLE INITIALLY DEFERRED",
    }
}
