//! Which rows has a random database?
//!
//! A few in each table, as far as its constraints let them in: what breaks one stays out.

use rls_core::{
    ident::{QName, literal, quote, quote_all},
    schema::{Column, Constraint, ForeignKey, Identity, Schema, Table, Type},
};

use super::types;
use crate::random::Rng;

/// One statement that puts them in. The schema is as declared and resolved, not in tokens.
pub(super) fn inserts(schema: &Schema, rng: &mut Rng) -> String {
    let mut body = String::new();
    // twice, so that what refers to a table that comes later finds rows there
    for _ in 0..2 {
        for table in &schema.tables {
            for _ in 0..2 + rng.below(3) {
                body +=
                    &format!("BEGIN {}; EXCEPTION WHEN OTHERS THEN NULL; END;\n", insert(schema, table, rng));
            }
        }
    }
    format!("DO {}", literal(&format!("BEGIN\n{body}END")))
}

fn insert(schema: &Schema, table: &Table, rng: &mut Rng) -> String {
    let into = table.name.quoted();
    let given = |column: &&Column| column.generated.is_none() && column.identity != Some(Identity::Always);
    let columns: Vec<&Column> = table
        .columns
        .iter()
        .filter(given)
        .filter(|column| column.identity.is_none() || rng.chance(20))
        .collect();
    if columns.is_empty() {
        return format!("INSERT INTO {into} DEFAULT VALUES");
    }
    let offset = rng.below(3);
    let values: Vec<String> = columns
        .iter()
        .map(|column| match referred(table, &column.name) {
            _ if column.nullable && rng.chance(20) => "NULL".to_owned(),
            Some((to, key)) => format!(
                "(SELECT {} FROM {} WHERE {} IS NOT NULL ORDER BY ctid LIMIT 1 OFFSET {offset})",
                quote(&key),
                to.quoted(),
                quote(&key)
            ),
            _ if column.default.is_some() && rng.chance(20) => "DEFAULT".to_owned(),
            None => value(schema, column, rng),
        })
        .collect();
    format!(
        "INSERT INTO {into} ({}) VALUES ({})",
        quote_all(columns.iter().map(|column| &column.name)),
        values.join(", ")
    )
}

/// What a column refers to, and the column there.
fn referred(table: &Table, column: &str) -> Option<(QName, String)> {
    table.constraints.iter().find_map(|constraint| match constraint {
        Constraint::ForeignKey { key: ForeignKey { columns, table, references, .. }, .. } => {
            let at = columns.iter().position(|one| one == column)?;
            Some((table.clone(), references.get(at)?.clone()))
        }
        _ => None,
    })
}

fn value(schema: &Schema, column: &Column, rng: &mut Rng) -> String {
    if let Type::Enum(name) = &column.ty {
        let values = schema.find_enum(name).map(|one| &one.values);
        return values
            .filter(|values| !values.is_empty())
            .map_or_else(|| "NULL".to_owned(), |values| literal(&rng.pick(values).name));
    }
    match &column.ty {
        // so that keys do not agree all the time
        Type::Uuid if rng.chance(60) => "gen_random_uuid()".to_owned(),
        Type::Text if rng.chance(50) => format!("'text {}'", rng.below(1000)),
        Type::Integer | Type::BigInt | Type::SmallInt if rng.chance(60) => rng.below(1000).to_string(),
        ty => rng.pick(&types::values(schema, ty)).clone(),
    }
}
