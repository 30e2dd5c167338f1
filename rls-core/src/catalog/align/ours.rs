//! What of a database is ours?
//!
//! What the models or the accepted schema know, by name. What neither knows is somebody else's and is left alone; what hangs on a
//! table of ours is ours, whoever made it.

use std::collections::BTreeSet;

use crate::{
    catalog::{
        Catalog,
        compare::{Kind, Thing},
    },
    ident::QName,
    resolve::Resolved,
};

type Name = (String, String);

/// The names of what is ours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ours {
    tables: BTreeSet<Name>,
    enums: BTreeSet<Name>,
    functions: BTreeSet<Name>,
    schemas: BTreeSet<String>,
    roles: BTreeSet<String>,
}

fn key(name: &QName) -> Name {
    let (schema, name) = name.key();
    (schema.to_owned(), name.to_owned())
}

impl Ours {
    /// What these schemas know, in a database. An old name (`renamed_from`) is ours while nothing has the new one.
    pub fn of(said: &[&Resolved], live: &Catalog) -> Self {
        let mut ours = Ours::default();
        for one in said {
            for table in &one.schema.tables {
                ours.tables.insert(key(&table.name));
                ours.schemas.insert(table.name.key().0.to_owned());
                let (schema, name) = table.name.key();
                if live.relation(schema, name).is_none() {
                    ours.tables.extend(table.renamed_from.as_ref().map(key));
                }
            }
            for enumeration in &one.schema.enums {
                ours.enums.insert(key(&enumeration.name));
                let is = |name: &QName| {
                    live.enums.iter().any(|one| (one.schema.as_str(), one.name.as_str()) == name.key())
                };
                if !is(&enumeration.name) {
                    ours.enums.extend(enumeration.renamed_from.as_ref().map(key));
                }
            }
            ours.functions.extend(one.schema.functions.iter().map(|function| key(&function.name)));
            ours.roles.extend(one.schema.roles.keys().cloned());
            ours.roles.extend(one.provider.roles().map(str::to_owned));
        }
        ours
    }

    /// Whether a table of this name is.
    pub fn table(&self, name: &QName) -> bool {
        self.tables.contains(&key(name))
    }

    /// Whether an enum of this name is.
    pub fn enumeration(&self, name: &QName) -> bool {
        self.enums.contains(&key(name))
    }

    /// Whether a thing is: one that stands by itself.
    pub fn holds(&self, thing: &Thing) -> bool {
        let name = || (thing.schema.clone(), thing.name.clone());
        match thing.of {
            Kind::Table | Kind::View | Kind::Sequence => self.tables.contains(&name()),
            Kind::Enum => self.enums.contains(&name()),
            Kind::Function => {
                let own = thing.name.strip_suffix("()").unwrap_or_default().to_owned();
                self.functions.contains(&(thing.schema.clone(), own))
            }
            Kind::Role => self.roles.contains(&thing.name),
            Kind::Schema => self.schemas.contains(&thing.name),
            _ => false,
        }
    }
}
