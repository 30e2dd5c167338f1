//! Which views and sequences are there?

use std::collections::BTreeSet;

use super::{
    super::{
        document::{Relation, RelationKind},
        other::{
            OtherKind, Place,
            table::whole_index,
            thing,
            words::{at, comment},
        },
        types::name,
    },
    Import,
};
use crate::ident::quote;

impl Import<'_> {
    pub(super) fn sequences(&mut self) {
        for relation in self.relations() {
            let Some(sequence) = &relation.sequence else { continue };
            let own = name(&relation.schema, &relation.name);
            let on = format!("SEQUENCE {}", at(&relation.schema, &relation.name));
            let identity = sequence.owned.as_ref().is_some_and(|owned| owned.0 == "i");
            if !identity {
                self.other(OtherKind::Sequence, own.to_string(), "the model has no sequences")
                    .stands(Place::Before)
                    .says([thing::sequence(relation, sequence)]);
            }
            match &sequence.owned {
                Some((_, schema, table, column)) if !identity && self.scope.holds(schema, table) => {
                    let of = name(schema, table);
                    let sql = format!("ALTER {on} OWNED BY {}.{}", at(schema, table), quote(column));
                    self.other(OtherKind::Sequence, own.to_string(), "the model has no serial columns")
                        .hangs_on(Some(of))
                        .says([sql]);
                }
                Some(_) => {}
                None => self.owned(&own.to_string(), None, &on, &relation.owner),
            }
            self.granted(&own.to_string(), None, &on, &relation.grants, None);
            self.commented(&own.to_string(), None, &on, relation.comment.as_ref());
        }
    }

    /// Views, each after those that it reads.
    pub(super) fn views(&mut self) {
        let is_view =
            |one: &&Relation| matches!(one.kind, RelationKind::View | RelationKind::MaterializedView);
        let mut waiting: Vec<&Relation> = self.relations().into_iter().filter(is_view).collect();
        while !waiting.is_empty() {
            let left: BTreeSet<(&str, &str)> =
                waiting.iter().map(|one| (one.schema.as_str(), one.name.as_str())).collect();
            let free = |one: &&Relation| {
                let waits = |read: &(String, String)| left.contains(&(read.0.as_str(), read.1.as_str()));
                !one.reads.iter().any(waits)
            };
            let (mut now, mut later): (Vec<&Relation>, Vec<&Relation>) =
                waiting.iter().copied().partition(free);
            if now.is_empty() {
                // two that read each other: whoever takes them says which cannot be made
                now = std::mem::take(&mut later);
            }
            now.into_iter().for_each(|one| self.view(one));
            waiting = later;
        }
    }

    fn view(&mut self, view: &Relation) {
        let own = name(&view.schema, &view.name);
        let on = at(&view.schema, &view.name);
        let materialized = view.kind == RelationKind::MaterializedView;
        let mut sql = vec![thing::view(view)];
        for column in &view.columns {
            if let Some(default) = &column.default {
                sql.push(format!(
                    "ALTER VIEW {on} ALTER COLUMN {} SET DEFAULT {default}",
                    quote(&column.name)
                ));
            }
        }
        sql.extend(view.indexes.iter().map(|one| whole_index(&one.definition, &one.name)));
        let word = if materialized { "MATERIALIZED VIEW" } else { "VIEW" };
        sql.extend(view.comment.as_ref().map(|text| comment(&format!("{word} {on}"), text)));
        self.other(OtherKind::View, own.to_string(), "the model has no views").says(sql);
        self.owned(&own.to_string(), None, &format!("{word} {on}"), &view.owner);
        self.hangs(view, &own);
        self.column_comments(view, &own);
        self.relation_grants(view, &own);
    }
}
