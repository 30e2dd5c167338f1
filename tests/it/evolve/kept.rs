//! Which tables and columns live on, whatever they are called, and what is lost?
//!
//! By the rules of docs/migrations.md once more, apart from the planner.

use std::collections::{BTreeMap, BTreeSet};

use rls_core::{
    ident::QName,
    schema::{Enum, Schema, Table, Type},
};

type Name = (String, String);

/// A table on both sides, and those of its columns whose values stay what they are: old names and new ones.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub(super) old: QName,
    pub(super) new: QName,
    pub(super) columns: Vec<(String, String)>,
}

/// What becomes of the rows.
#[derive(Clone, Debug, Default)]
pub(super) struct Fate {
    pub(super) kept: Vec<Kept>,
    /// Tables and columns that go.
    pub(super) lost: Vec<String>,
    /// Columns that get another type, and enums that lose a value: rows may or may not lose something.
    pub(super) changed: Vec<String>,
}

/// New names → old ones.
fn pairs<K: Ord + Clone>(old: &[(K, Option<K>)], new: &[(K, Option<K>)]) -> BTreeMap<K, K> {
    let before: BTreeMap<&K, &Option<K>> = old.iter().map(|(key, from)| (key, from)).collect();
    let mut moves: BTreeMap<K, K> = BTreeMap::new();
    for (key, from) in new {
        let Some(from) = from else { continue };
        let was_done = before.get(key).is_some_and(|before| before.as_ref() == Some(from));
        if from != key && before.contains_key(from) && !was_done && !moves.values().any(|other| other == from)
        {
            moves.insert(key.clone(), from.clone());
        }
    }
    // who keeps their name has not given it away
    while let Some(kept) = moves
        .iter()
        .find(|(_, from)| new.iter().any(|(key, _)| key == *from) && !moves.contains_key(*from))
        .map(|(key, _)| key.clone())
    {
        moves.remove(&kept);
    }
    let given: BTreeSet<K> = moves.values().cloned().collect();
    for (key, _) in new {
        if before.contains_key(key) && !given.contains(key) && !moves.contains_key(key) {
            moves.insert(key.clone(), key.clone());
        }
    }
    moves
}

fn name(name: &QName) -> Name {
    let (schema, name) = name.key();
    (schema.to_owned(), name.to_owned())
}

fn named<T>(things: &[T], of: impl Fn(&T) -> (&QName, &Option<QName>)) -> Vec<(Name, Option<Name>)> {
    things.iter().map(|thing| (name(of(thing).0), of(thing).1.as_ref().map(name))).collect()
}

impl Fate {
    pub(super) fn of(old: &Schema, new: &Schema) -> Self {
        let mut fate = Fate::default();
        let tables = |schema: &Schema| named(&schema.tables, |table| (&table.name, &table.renamed_from));
        let tables = pairs(&tables(old), &tables(new));
        let enums = |schema: &Schema| named(&schema.enums, |one| (&one.name, &one.renamed_from));
        let enums = pairs(&enums(old), &enums(new));
        let shrunk = shrunk(old, new, &enums);
        for table in &old.tables {
            let key = name(&table.name);
            let Some(now) = new.tables.iter().find(|now| tables.get(&name(&now.name)) == Some(&key)) else {
                fate.lost.push(table.name.to_string());
                continue;
            };
            let columns = |table: &Table| -> Vec<_> {
                table.columns.iter().map(|c| (c.name.clone(), c.renamed_from.clone())).collect()
            };
            let columns = pairs(&columns(table), &columns(now));
            let mut same = Vec::new();
            for column in &table.columns {
                let Some(is) = now.columns.iter().find(|is| columns.get(&is.name) == Some(&column.name))
                else {
                    fate.lost.push(format!("{}.{}", table.name, column.name));
                    continue;
                };
                if column.generated.is_some() || is.generated.is_some() {
                    // computed from what lives; one that is computed now lost what it held
                    if is.generated.is_some() && column.generated.is_none() {
                        fate.lost.push(format!("{}.{}", table.name, column.name));
                    }
                    continue;
                }
                if same_type(&column.ty, &is.ty, &enums, &shrunk) {
                    // one that must not be NULL any more may get a value
                    if column.nullable == is.nullable {
                        same.push((column.name.clone(), is.name.clone()));
                    }
                } else {
                    fate.changed.push(format!("{}.{}", table.name, column.name));
                }
            }
            fate.kept.push(Kept { old: table.name.clone(), new: now.name.clone(), columns: same });
        }
        fate
    }
}

/// The enums, by their old names, whose values are not all the same as before.
fn shrunk(old: &Schema, new: &Schema, enums: &BTreeMap<Name, Name>) -> BTreeSet<Name> {
    let changed = |was: &&Enum| {
        let key = name(&was.name);
        let now = new.enums.iter().find(|now| enums.get(&name(&now.name)) == Some(&key));
        now.is_none_or(|now| now.values.iter().map(|v| &v.name).ne(was.values.iter().map(|v| &v.name)))
    };
    old.enums.iter().filter(changed).map(|one| name(&one.name)).collect()
}

fn same_type(old: &Type, new: &Type, enums: &BTreeMap<Name, Name>, shrunk: &BTreeSet<Name>) -> bool {
    match (old, new) {
        (Type::Array(old), Type::Array(new)) => same_type(old, new, enums, shrunk),
        (Type::Enum(old), Type::Enum(new)) => {
            enums.get(&name(new)) == Some(&name(old)) && !shrunk.contains(&name(old))
        }
        _ => old == new,
    }
}
