//! Which extensions, types, and things that few databases have are there?

use super::{
    super::{
        other::{
            OtherKind, Place, thing,
            words::{at, comment},
        },
        types::name,
    },
    Import,
};
use crate::ident::quote;

/// What tables, views and functions may need; all else needs them.
const FIRST: [&str; 12] = [
    "access method",
    "collation",
    "conversion",
    "foreign-data wrapper",
    "language",
    "operator",
    "operator class",
    "operator family",
    "server",
    "text search configuration",
    "text search dictionary",
    "text search parser",
];

impl Import<'_> {
    pub(super) fn types(&mut self) {
        let (catalog, scope) = (self.catalog, self.scope);
        for one in catalog.types.iter().filter(|one| scope.holds(&one.schema, &one.name)) {
            let own = name(&one.schema, &one.name).to_string();
            let why = match one.kind.as_str() {
                "d" => "the model has no domains",
                "c" => "the model has no composite types",
                "r" => "the model has no ranges of its own",
                _ => "its functions are no SQL",
            };
            let on = format!("TYPE {}", at(&one.schema, &one.name));
            let mut sql = thing::user_type(one);
            if !sql.is_empty() {
                sql.extend(one.comment.as_ref().map(|text| comment(&on, text)));
            }
            self.other(OtherKind::Type, &own, why).stands(Place::Before).says(sql);
            self.owned(&own, None, &on, &one.owner);
            self.granted(&own, None, &on, &one.grants, Some("USAGE"));
        }
    }

    pub(super) fn objects(&mut self) {
        let catalog = self.catalog;
        for one in &catalog.extensions {
            let mut sql = Vec::new();
            let own_schema = catalog.schemas.iter().any(|schema| {
                schema.name == one.schema && schema.extension.as_deref() == Some(one.name.as_str())
            });
            let mut create = format!("CREATE EXTENSION IF NOT EXISTS {}", quote(&one.name));
            if !own_schema {
                if !matches!(one.schema.as_str(), "public" | "pg_catalog") {
                    sql.push(format!("CREATE SCHEMA IF NOT EXISTS {}", quote(&one.schema)));
                }
                create.push_str(&format!(" SCHEMA {}", quote(&one.schema)));
            }
            sql.push(create);
            self.other(OtherKind::Extension, &one.name, "the model has no extensions")
                .stands(Place::Before)
                .says(sql);
        }
        for one in &catalog.objects {
            let held =
                |schema: &String| self.scope.holds(schema, one.name.rsplit('.').next().unwrap_or(&one.name));
            let on_held = |(schema, table): &(String, String)| self.scope.holds(schema, table);
            if !one.schema.as_ref().is_none_or(held) || !one.table.as_ref().is_none_or(on_held) {
                continue;
            }
            let mut sql = one.sql.clone();
            let word = match one.kind.as_str() {
                "statistics object" => "STATISTICS".to_owned(),
                other => other.replace('-', " ").to_ascii_uppercase(),
            };
            if !sql.is_empty() {
                let on = format!("{word} {}", one.name);
                sql.extend(one.comment.as_ref().map(|text| comment(&on, text)));
            }
            let why = format!("the model has no {}", one.kind);
            let place = if FIRST.contains(&one.kind.as_str()) { Place::Before } else { Place::After };
            let table = one.table.as_ref().map(|(schema, table)| name(schema, table));
            self.other(OtherKind::Object, format!("{} {}", one.kind, one.name), &why)
                .hangs_on(table)
                .stands(place)
                .says(sql);
        }
    }
}
