//! What does a catalog say in the words of the model?
//!
//! Expressions stay as Postgres prints them ([`Expr::Sql`](crate::expr::Expr::Sql)); nothing is guessed. What the model has no word for is an
//! [`Other`], with the SQL that makes it. A table is in the model whatever its kind, so that its policies and privileges are seen; where the
//! model's words for it say less than is there, [`Place`] tells what stands in their place.

mod beside;
mod lookups;
mod objects;
mod privileges;
mod roles;
mod said;
mod tables;
mod views;

use super::{
    document::{Catalog, Relation},
    other::{Other, OtherKind, Place, words},
    scope::{InScope, Scope},
    types::name,
};
use crate::{
    ident::QName,
    provider::Provider,
    resolve::Resolved,
    schema::{Enum, Schema, Table},
};

/// A catalog in the words of the model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// What the model can say.
    pub resolved: Resolved,
    /// What it cannot: first what comes [before](Place::Before) the model's tables, then what is in place of something, then what comes after.
    pub others: Vec<Other>,
}

impl Catalog {
    /// Says the catalog in the words of the model, as far as it is looked at.
    pub fn import(&self, provider: &Provider, scope: &Scope) -> Imported {
        let scope = scope.of(self, provider);
        let mut import =
            Import { catalog: self, provider, scope: &scope, schema: Schema::new(), others: Vec::new() };
        import.enums();
        import.tables();
        import.functions();
        import.roles();
        import.schemas();
        import.types();
        import.sequences();
        import.views();
        import.objects();
        import.default_privileges();
        let Import { mut schema, mut others, .. } = import;
        schema.tables.sort_by(|a, b| a.name.key().cmp(&b.name.key()));
        schema.enums.sort_by(|a, b| a.name.key().cmp(&b.name.key()));
        schema.functions.sort_by(|a, b| a.name.cmp(&b.name));
        others.sort_by_key(order);
        Imported { resolved: Resolved { provider: provider.clone(), schema }, others }
    }
}

/// What is made when: things of one kind stay in the order in which they were found.
fn order(other: &Other) -> (u8, u8) {
    let place = match &other.place {
        Place::Before => 0,
        Place::OfTable => 1,
        Place::OfPart(_) => 2,
        Place::After => 3,
    };
    let kind = match other.kind {
        OtherKind::Role => 0,
        OtherKind::Schema => 1,
        OtherKind::Extension => 2,
        OtherKind::Type => 3,
        OtherKind::Sequence => 4,
        OtherKind::Function => 5,
        OtherKind::View => 6,
        OtherKind::Comment | OtherKind::Grant => 8,
        OtherKind::DefaultPrivileges => 9,
        _ => 7,
    };
    (place, kind)
}

struct Import<'c> {
    catalog: &'c Catalog,
    provider: &'c Provider,
    scope: &'c InScope,
    schema: Schema,
    others: Vec<Other>,
}

impl<'c> Import<'c> {
    /// The relations that are looked at.
    fn relations(&self) -> Vec<&'c Relation> {
        let held = |one: &&Relation| self.scope.holds(&one.schema, &one.name);
        self.catalog.relations.iter().filter(held).collect()
    }

    fn enums(&mut self) {
        for one in &self.catalog.enums {
            if !self.scope.holds(&one.schema, &one.name) {
                continue;
            }
            let own = name(&one.schema, &one.name);
            let mut new = Enum::new(own.clone());
            new.comment.clone_from(&one.comment);
            self.schema.enums.push(one.values.iter().fold(new, Enum::value));
            let on = format!("TYPE {}", words::at(&one.schema, &one.name));
            self.owned(&own.to_string(), None, &on, &one.owner);
            self.granted(&own.to_string(), None, &on, &one.grants, Some("USAGE"));
        }
    }

    fn other(&mut self, kind: OtherKind, name: impl Into<String>, why: &str) -> &mut Other {
        let other = Other {
            kind,
            name: name.into(),
            table: None,
            why: why.to_owned(),
            place: Place::After,
            sql: Vec::new(),
        };
        self.others.push(other);
        let last = self.others.len() - 1;
        &mut self.others[last]
    }

    /// A comment that the model has no word for.
    fn commented(&mut self, name: &str, table: Option<QName>, on: &str, text: Option<&String>) {
        if let Some(text) = text {
            let why = "the model has comments on tables, columns and enums";
            self.other(OtherKind::Comment, name, why).hangs_on(table).says([words::comment(on, text)]);
        }
    }

    /// An owner who is another than the database's.
    fn owned(&mut self, name: &str, table: Option<QName>, of: &str, role: &str) {
        if role != self.catalog.owner {
            let why = "it has another owner than the database, and the model has no owners";
            self.other(OtherKind::Setting, name, why).hangs_on(table).says([words::owner(of, role)]);
        }
    }

    /// Whether the table is in the model.
    fn table(&self, name: &QName) -> Option<&Table> {
        self.schema.tables.iter().find(|table| table.name.key() == name.key())
    }
}

impl Other {
    fn hangs_on(&mut self, table: Option<QName>) -> &mut Self {
        self.table = table;
        self
    }

    fn stands(&mut self, place: Place) -> &mut Self {
        self.place = place;
        self
    }

    fn says(&mut self, sql: impl IntoIterator<Item = String>) -> &mut Self {
        self.sql.extend(sql);
        self
    }
}
