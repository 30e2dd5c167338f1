//! What stands in for a table that is not looked at, and that one which is refers to?
//!
//! Such as `auth.users` of Supabase, which the provider keeps. Where the rest is built again the key needs something to refer to, so an empty table
//! of its name stands there, with those of its columns that have a type of Postgres's own. It is made in scratch databases only.

use std::collections::{BTreeMap, BTreeSet};

use super::{Catalog, Imported, Other, OtherKind, Place, Relation, other::words::at};
use crate::{
    ident::{QName, quote},
    schema::Constraint,
};

impl Catalog {
    /// The tables that stand in, each before the model's.
    pub fn stand_ins(&self, imported: &Imported) -> Vec<Other> {
        let schema = &imported.resolved.schema;
        let mut keys: BTreeMap<QName, BTreeSet<Vec<String>>> = BTreeMap::new();
        for constraint in schema.tables.iter().flat_map(|table| &table.constraints) {
            if let Constraint::ForeignKey { key, .. } = constraint
                && schema.find_table(&key.table).is_none()
            {
                keys.entry(key.table.clone()).or_default().insert(key.references.clone());
            }
        }
        let stands = |(name, keys): (&QName, &BTreeSet<Vec<String>>)| {
            let (of, own) = name.key();
            Some(stand_in(name, self.relation(of, own)?, keys))
        };
        keys.iter().filter_map(stands).collect()
    }
}

fn stand_in(name: &QName, relation: &Relation, keys: &BTreeSet<Vec<String>>) -> Other {
    let primary = relation.constraints.iter().find(|one| one.kind == "p");
    let keys: BTreeSet<Vec<String>> = keys
        .iter()
        .map(|columns| match primary {
            Some(primary) if columns.is_empty() => primary.columns.clone(),
            _ => columns.clone(),
        })
        .collect();
    let known = relation.columns.iter().filter(|column| column.of.0 == "pg_catalog");
    let mut parts: Vec<String> =
        known.map(|column| format!("{} {}", quote(&column.name), column.ty)).collect();
    for columns in &keys {
        let columns: Vec<String> = columns.iter().map(|column| quote(column)).collect();
        parts.push(format!("UNIQUE ({})", columns.join(", ")));
    }
    let own = at(&relation.schema, &relation.name);
    Other {
        kind: OtherKind::Table,
        name: name.to_string(),
        table: None,
        why: "it is not looked at, and a key refers to it: an empty table stands in for it in scratch databases".to_owned(),
        place: Place::Before,
        sql: vec![
            format!("CREATE SCHEMA IF NOT EXISTS {}", quote(&relation.schema)),
            format!("CREATE TABLE IF NOT EXISTS {own} ({})", parts.join(", ")),
        ],
    }
}
