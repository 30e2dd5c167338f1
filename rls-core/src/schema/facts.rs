//! What do columns say of the values in them?

use super::{Schema, Table, Type};
use crate::{
    expr::{Facts, Kind, Known},
    ident::QName,
};

/// What a schema knows of the columns of a table, and of the others for predicates over their rows.
pub struct TableFacts<'s> {
    schema: &'s Schema,
    table: &'s Table,
}

impl Schema {
    /// What is known of the columns of a table, for [`Expr::implies`](crate::expr::Expr::implies).
    pub fn facts<'s>(&'s self, table: &'s Table) -> TableFacts<'s> {
        TableFacts { schema: self, table }
    }
}

impl Facts for TableFacts<'_> {
    fn column(&self, table: Option<&QName>, column: &str) -> Known {
        let table = match table {
            Some(name) => self.schema.find_table(name),
            None => Some(self.table),
        };
        let Some((table, column)) = table.and_then(|table| Some((table, table.find_column(column)?))) else {
            return Known::default();
        };
        let key = table.key_columns().contains(&column.name) || column.identity.is_some();
        // two texts may be equal in a collation of one's own
        let kind = if column.collate.is_some() { Kind::Other } else { kind(&column.ty) };
        Known { not_null: !column.nullable || key, kind }
    }
}

fn kind(ty: &Type) -> Kind {
    match ty {
        Type::Boolean => Kind::Boolean,
        Type::SmallInt | Type::Integer | Type::BigInt | Type::Numeric => Kind::Number,
        Type::Real => Kind::Float(6),
        Type::DoublePrecision => Kind::Float(15),
        Type::Text | Type::Enum(_) => Kind::Text,
        Type::Uuid => Kind::Uuid,
        Type::Other(_) if ty.is_text() => Kind::Text,
        _ => Kind::Other,
    }
}
