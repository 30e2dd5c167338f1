//! What is a table in the model, and what of it is beside the model's words?

use super::{
    super::{
        document::{Attribute, KeptConstraint, KeptIndex, Relation, RelationKind},
        other::{
            OtherKind, Place,
            table::{create, whole_index},
            words::at,
        },
        types::name,
    },
    Import, said,
};
use crate::{
    ident::{QName, quote},
    schema::Table,
};

impl Import<'_> {
    pub(super) fn tables(&mut self) {
        for relation in self.relations() {
            match relation.kind {
                RelationKind::Table | RelationKind::Partitioned => self.add_table(relation),
                RelationKind::Foreign => self.foreign(relation),
                _ => {}
            }
        }
    }

    fn add_table(&mut self, relation: &Relation) {
        let own = name(&relation.schema, &relation.name);
        let mut table = Table::new(own.clone()).no_derived_grants();
        table.row_security = relation.row_security;
        table.force = relation.force;
        table.comment.clone_from(&relation.comment);
        table.columns = relation.columns.iter().map(said::column).collect();
        table.policies = relation.policies.iter().map(said::policy).collect();
        table.grants = said::grants(relation);
        for column in unchecked_nulls(relation) {
            table.columns.iter_mut().filter(|one| one.name == *column).for_each(|one| one.nullable = true);
        }
        let constraints = relation.own_constraints().filter(|one| one.enforced);
        table.constraints = constraints.filter_map(said::constraint).collect();
        let indexes = relation.indexes.iter().filter(|index| index.constraint.is_none() && index.valid);
        table.indexes = indexes.map(said::index).collect();
        self.schema.tables.push(table);
        match why_other(relation) {
            Some(why) => {
                let sql = create(relation, self.catalog);
                self.other(OtherKind::Table, own.to_string(), why)
                    .hangs_on(Some(own.clone()))
                    .stands(Place::OfTable)
                    .says(sql);
            }
            None => {
                self.constraints(relation, &own);
                self.indexes(relation, &own);
            }
        }
        self.not_nulls(relation, &own);
        self.settings(relation, &own);
        self.hangs(relation, &own);
        self.table_grants(relation, &own);
    }

    /// Constraints of which the model's words say less, or which it has no word for.
    fn constraints(&mut self, relation: &Relation, own: &QName) {
        let on = at(&relation.schema, &relation.name);
        for one in relation.own_constraints().filter(|one| one.kind != "n") {
            let Some(why) = why_not(one, relation) else { continue };
            let in_model = one.enforced && said::constraint(one).is_some();
            let place = if in_model { Place::OfPart(one.name.clone()) } else { Place::After };
            self.other(OtherKind::Constraint, format!("{own}.{}", one.name), why)
                .hangs_on(Some(own.clone()))
                .stands(place)
                .says([format!("ALTER TABLE {on} ADD CONSTRAINT {} {}", quote(&one.name), one.definition)]);
        }
    }

    fn indexes(&mut self, relation: &Relation, own: &QName) {
        for one in relation.indexes.iter().filter(|one| one.constraint.is_none()) {
            let Some(why) = why_not_index(one) else { continue };
            let place = if one.valid { Place::OfPart(one.name.clone()) } else { Place::After };
            self.other(OtherKind::Index, format!("{own}.{}", one.name), why)
                .hangs_on(Some(own.clone()))
                .stands(place)
                .says([whole_index(&one.definition, &one.name)]);
        }
    }

    /// NOT NULL constraints, which 18 keeps by name.
    fn not_nulls(&mut self, relation: &Relation, own: &QName) {
        let on = at(&relation.schema, &relation.name);
        for one in relation.constraints.iter().filter(|one| one.kind == "n") {
            let Some(column) = one.columns.first() else { continue };
            let default = crate::ident::derived(&relation.name, column, "not_null");
            let sql = if !one.validated || one.no_inherit {
                let drop = format!("ALTER TABLE {on} ALTER COLUMN {} DROP NOT NULL", quote(column));
                let add = format!("ALTER TABLE {on} ADD CONSTRAINT {} {}", quote(&one.name), one.definition);
                if one.validated || why_other(relation).is_some() { vec![drop, add] } else { vec![add] }
            } else if one.name != default && !numbered(&one.name, relation, column) {
                let names = [quote(&default), quote(&one.name)].join(" TO ");
                vec![format!("ALTER TABLE {on} RENAME CONSTRAINT {names}")]
            } else {
                continue;
            };
            self.other(
                OtherKind::Constraint,
                format!("{own}.{}", one.name),
                "the model's NOT NULL has no name, is valid, and holds for children",
            )
            .hangs_on(Some(own.clone()))
            .says(sql);
        }
    }

    fn foreign(&mut self, relation: &Relation) {
        let own = name(&relation.schema, &relation.name);
        let on = at(&relation.schema, &relation.name);
        let sql = create(relation, self.catalog);
        self.other(OtherKind::ForeignTable, own.to_string(), "the model has no foreign tables").says(sql);
        self.settings(relation, &own);
        self.hangs(relation, &own);
        let on_table = format!("TABLE {on}");
        self.commented(&own.to_string(), None, &format!("FOREIGN {on_table}"), relation.comment.as_ref());
        self.column_comments(relation, &own);
        self.relation_grants(relation, &own);
    }
}

/// Columns that are NOT NULL for new rows alone: those that are there may hold NULL.
fn unchecked_nulls(relation: &Relation) -> impl Iterator<Item = &String> {
    let unchecked = relation.constraints.iter().filter(|one| one.kind == "n" && !one.validated);
    unchecked.filter_map(|one| one.columns.first())
}

/// Whether a name is one that Postgres makes where the first one that it would make is taken.
fn numbered(name: &str, relation: &Relation, column: &str) -> bool {
    let other = |n| crate::ident::derived(&relation.name, column, &format!("not_null{n}"));
    (1..=relation.columns.len()).any(|n| name == other(n))
}

/// Why a table is none of the model's.
fn why_other(relation: &Relation) -> Option<&'static str> {
    let computed = |column: &Attribute| column.generated == "v";
    Some(if relation.partition_bound.is_some() {
        "it is a partition, and the model has no partitions"
    } else if relation.kind == RelationKind::Partitioned {
        "it has partitions, and the model has none"
    } else if !relation.parents.is_empty() {
        "it inherits from another table, and the model has no inheritance"
    } else if relation.of_type.is_some() {
        "it is of a composite type, and the model's tables have columns of their own"
    } else if relation.columns.iter().any(computed) {
        "a column is computed when it is read (VIRTUAL), and the model's are stored"
    } else {
        return None;
    })
}

/// Why the model's words do not say all of a constraint.
fn why_not(one: &KeptConstraint, relation: &Relation) -> Option<&'static str> {
    let index = relation.indexes.iter().find(|index| index.constraint.as_ref() == Some(&one.name));
    let key = matches!(one.kind.as_str(), "p" | "u");
    Some(match one.kind.as_str() {
        "x" => "the model has no EXCLUDE",
        _ if !one.enforced => "the model has no NOT ENFORCED",
        _ if !one.validated => "the model has no NOT VALID",
        _ if one.period => "the model has no keys over time",
        "c" if one.no_inherit => "the model has no NO INHERIT",
        "f" if one.match_full => "the model has no MATCH FULL",
        "f" if one.set_columns => "the model has no SET NULL of some of the columns",
        _ if key && one.deferrable => "the model's keys are not DEFERRABLE",
        _ if key && index.is_some_and(|index| !index.include.is_empty()) => "the model has no INCLUDE",
        _ if key && index.is_some_and(|index| index.nulls_not_distinct) => {
            "the model has no NULLS NOT DISTINCT"
        }
        _ => return None,
    })
}

/// Why the model's words do not say all of an index.
fn why_not_index(one: &KeptIndex) -> Option<&'static str> {
    let foreign = |class: &(String, String)| !matches!(class.0.as_str(), "pg_catalog" | "public");
    Some(if !one.valid {
        "it is not valid: CREATE INDEX CONCURRENTLY failed, or is running"
    } else if !one.include.is_empty() {
        "the model has no INCLUDE"
    } else if one.nulls_not_distinct {
        "the model has no NULLS NOT DISTINCT"
    } else if !one.options.is_empty() || one.tablespace.is_some() {
        "the model's indexes have no options"
    } else if one.keys.iter().any(|key| key.collation.is_some()) {
        "the model's indexes have the collations of their columns"
    } else if one.keys.iter().any(|key| !key.options.is_empty()) {
        "the model's operator classes have no options"
    } else if one.keys.iter().any(|key| key.class.as_ref().is_some_and(foreign)) {
        "its operator class is in a schema of its own, where the model does not look"
    } else {
        return None;
    })
}
