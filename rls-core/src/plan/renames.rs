//! What is called otherwise than before?
//!
//! A thing says so itself: `renamed_from`. That holds once: the accepted schema keeps the word, and where it has the
//! same word already, the renaming was done. A name that is still in use by what always had it was not given away.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    ident::{self, QName},
    resolve::Resolved,
    schema::Schema,
};

/// A table's or an enum's name as a key: its schema and its name.
pub(super) type Name = (String, String);

/// The key of a name.
pub(super) fn name(name: &QName) -> Name {
    let (schema, name) = name.key();
    (schema.to_owned(), name.to_owned())
}

/// Old names and new ones. What goes and whose name another thing takes is renamed too, out of the way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Renames {
    /// Old name → new name.
    pub(super) tables: BTreeMap<Name, QName>,
    /// The table by its new name and the column's old name → its new name.
    pub(super) columns: BTreeMap<(Name, String), String>,
    /// Old name → new name.
    pub(super) enums: BTreeMap<Name, QName>,
    /// The enum by its new name and the old value → the new value.
    pub(super) values: BTreeMap<(Name, String), String>,
}

impl Renames {
    /// What the new schema says of the old one's names.
    pub(super) fn between(old: &Resolved, new: &Resolved) -> Self {
        let mut renames = Renames::default();
        let (was, is) = (&old.schema, &new.schema);
        let from = |from: &Option<QName>| from.as_ref().map(name);
        let old_tables = was.tables.iter().map(|t| (name(&t.name), from(&t.renamed_from))).collect();
        let new_tables: Vec<_> = is.tables.iter().map(|t| (name(&t.name), from(&t.renamed_from))).collect();
        let tables = applied(&old_tables, &new_tables);
        let old_enums = was.enums.iter().map(|e| (name(&e.name), from(&e.renamed_from))).collect();
        let new_enums: Vec<_> = is.enums.iter().map(|e| (name(&e.name), from(&e.renamed_from))).collect();
        let enums = applied(&old_enums, &new_enums);
        let back = |renames: &BTreeMap<Name, Name>| -> BTreeMap<Name, QName> {
            renames.iter().map(|(old, new)| (new.clone(), qname(old))).collect()
        };
        let (tables_back, enums_back) = (back(&tables), back(&enums));
        for table in &is.tables {
            let Some(before) = was.find_table(tables_back.get(&name(&table.name)).unwrap_or(&table.name))
            else {
                continue;
            };
            let old_columns =
                before.columns.iter().map(|c| (c.name.clone(), c.renamed_from.clone())).collect();
            let new_columns: Vec<_> =
                table.columns.iter().map(|c| (c.name.clone(), c.renamed_from.clone())).collect();
            for (old, new) in applied(&old_columns, &new_columns) {
                renames.columns.insert((name(&table.name), old), new);
            }
        }
        for one in &is.enums {
            let key = name(&one.name);
            let Some(before) = was.find_enum(enums_back.get(&key).unwrap_or(&one.name)) else { continue };
            let old_values = before.values.iter().map(|v| (v.name.clone(), v.renamed_from.clone())).collect();
            let new_values: Vec<_> =
                one.values.iter().map(|v| (v.name.clone(), v.renamed_from.clone())).collect();
            for (old, new) in applied(&old_values, &new_values) {
                renames.values.insert((key.clone(), old), new);
            }
        }
        renames
            .tables
            .extend(tables_back.into_iter().map(|(new, old)| (name(&old), as_said(&new, is, true))));
        renames.enums.extend(enums_back.into_iter().map(|(new, old)| (name(&old), as_said(&new, is, false))));
        renames
    }

    /// Whether everything is called as it was.
    pub(super) fn is_empty(&self) -> bool {
        self.tables.is_empty() && self.columns.is_empty() && self.enums.is_empty() && self.values.is_empty()
    }

    /// The way back.
    pub(super) fn inverse(&self, old: &Resolved) -> Self {
        let by_new = |all: &BTreeMap<Name, QName>| -> BTreeMap<Name, Name> {
            all.iter().map(|(old, new)| (name(new), old.clone())).collect()
        };
        let (old_tables, old_enums) = (by_new(&self.tables), by_new(&self.enums));
        let was = |new: &Name, all: &BTreeMap<Name, Name>| all.get(new).unwrap_or(new).clone();
        let back = |all: &BTreeMap<Name, QName>, names: &mut dyn Iterator<Item = &QName>| {
            names.filter_map(|old| Some((name(all.get(&name(old))?), old.clone()))).collect()
        };
        Renames {
            tables: back(&self.tables, &mut old.schema.tables.iter().map(|t| &t.name)),
            enums: back(&self.enums, &mut old.schema.enums.iter().map(|e| &e.name)),
            columns: self
                .columns
                .iter()
                .map(|((table, old), new)| ((was(table, &old_tables), new.clone()), old.clone()))
                .collect(),
            values: self
                .values
                .iter()
                .map(|((of, old), new)| ((was(of, &old_enums), new.clone()), old.clone()))
                .collect(),
        }
    }

    /// The same, and out of the way with what goes and whose name another thing takes.
    pub(super) fn with_ways_cleared(mut self, old: &Resolved, new: &Resolved) -> Self {
        let (was, is) = (&old.schema, &new.schema);
        self.clear_tables_and_enums(old);
        for table in &was.tables {
            let Some(now) = is.find_table(&self.table(&table.name)) else { continue };
            let key = name(&now.name);
            let taken: BTreeSet<&String> = of_one(&self.columns, &key).map(|(_, new)| new).collect();
            let in_the_way: Vec<String> = table
                .columns
                .iter()
                .map(|c| &c.name)
                .filter(|c| taken.contains(c) && !self.columns.contains_key(&(key.clone(), (*c).clone())))
                .cloned()
                .collect();
            let used: BTreeSet<String> =
                table.columns.iter().chain(&now.columns).map(|c| c.name.clone()).collect();
            for column in in_the_way {
                let away = free(&column, &used);
                self.columns.insert((key.clone(), column), away);
            }
        }
        for one in &was.enums {
            let Some(now) = is.find_enum(&self.enumeration(&one.name)) else { continue };
            let key = name(&now.name);
            let taken: BTreeSet<&String> = of_one(&self.values, &key).map(|(_, new)| new).collect();
            let in_the_way: Vec<String> = one
                .values
                .iter()
                .map(|v| &v.name)
                .filter(|v| taken.contains(v) && !self.values.contains_key(&(key.clone(), (*v).clone())))
                .cloned()
                .collect();
            let used: BTreeSet<String> =
                one.values.iter().chain(&now.values).map(|v| v.name.clone()).collect();
            for value in in_the_way {
                let away = free(&value, &used);
                self.values.insert((key.clone(), value), away);
            }
        }
        self
    }

    fn clear_tables_and_enums(&mut self, old: &Resolved) {
        let names: Vec<&QName> = old.schema.tables.iter().map(|t| &t.name).collect();
        clear(&mut self.tables, &names);
        let names: Vec<&QName> = old.schema.enums.iter().map(|e| &e.name).collect();
        clear(&mut self.enums, &names);
    }

    /// What a table is called now.
    pub(super) fn table(&self, old: &QName) -> QName {
        self.tables.get(&name(old)).unwrap_or(old).clone()
    }

    /// What an enum is called now.
    pub(super) fn enumeration(&self, old: &QName) -> QName {
        self.enums.get(&name(old)).unwrap_or(old).clone()
    }

    /// What a column is called now; its table by its new name.
    pub(super) fn column(&self, table: &QName, old: &str) -> String {
        self.columns.get(&(name(table), old.to_owned())).map_or_else(|| old.to_owned(), Clone::clone)
    }
}

/// What one table's columns or one enum's values are called otherwise.
pub(super) fn of_one<'r>(
    all: &'r BTreeMap<(Name, String), String>,
    of: &'r Name,
) -> impl Iterator<Item = (&'r String, &'r String)> {
    all.range((of.clone(), String::new())..)
        .take_while(move |((key, _), _)| key == of)
        .map(|((_, old), new)| (old, new))
}

/// A name from its key. `public` is said, which is the same.
fn qname((schema, name): &Name) -> QName {
    QName::qualified(schema, name)
}

/// A new name as the new schema writes it, with its Postgres schema or without.
fn as_said(key: &Name, new: &Schema, table: bool) -> QName {
    let key = qname(key);
    let said =
        if table { new.find_table(&key).map(|t| &t.name) } else { new.find_enum(&key).map(|e| &e.name) };
    said.unwrap_or(&key).clone()
}

/// Old names → new ones, of those renamings that the new things ask for and that were not done before.
fn applied<K: Ord + Clone>(old: &BTreeMap<K, Option<K>>, new: &[(K, Option<K>)]) -> BTreeMap<K, K> {
    let mut renames: BTreeMap<K, K> = BTreeMap::new();
    for (key, from) in new {
        let Some(from) = from.as_ref().filter(|from| *from != key && old.contains_key(from)) else {
            continue;
        };
        let done = old.get(key).is_some_and(|before| before.as_ref() == Some(from));
        if !done {
            renames.entry(from.clone()).or_insert_with(|| key.clone());
        }
    }
    // a name that is kept by what always had it was not given away
    let names: BTreeSet<&K> = new.iter().map(|(key, _)| key).collect();
    loop {
        let taken: BTreeSet<&K> = renames.values().collect();
        let keeps = |name: &K| names.contains(name) && !taken.contains(name);
        let kept: Vec<K> = renames.keys().filter(|from| keeps(from)).cloned().collect();
        if kept.is_empty() {
            return renames;
        }
        kept.iter().for_each(|from| {
            renames.remove(from);
        });
    }
}

/// Whose name another takes, and who is not renamed, gets a name that nobody has.
fn clear(renames: &mut BTreeMap<Name, QName>, old: &[&QName]) {
    let taken: BTreeSet<Name> = renames.values().map(name).collect();
    let in_the_way: Vec<&QName> =
        old.iter().copied().filter(|q| taken.contains(&name(q)) && !renames.contains_key(&name(q))).collect();
    let used: BTreeSet<String> =
        old.iter().map(|q| q.name.clone()).chain(taken.iter().map(|(_, n)| n.clone())).collect();
    for q in in_the_way {
        let away = QName { schema: q.schema.clone(), name: free(&q.name, &used) };
        renames.insert(name(q), away);
    }
}

/// A name that is not used, made of one that is.
pub(super) fn free(name: &str, used: &BTreeSet<String>) -> String {
    let numbered = |n: usize| {
        ident::derived(name, "", &format!("old{}", if n == 0 { String::new() } else { n.to_string() }))
    };
    (0..=used.len())
        .map(numbered)
        .find(|name| !used.contains(name))
        .unwrap_or_else(|| numbered(used.len() + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(
        old: &[(&'static str, Option<&'static str>)],
        new: &[(&'static str, Option<&'static str>)],
    ) -> Vec<(&'static str, &'static str)> {
        applied(&old.iter().copied().collect(), new).into_iter().collect()
    }

    #[test]
    fn a_renaming_is_done_once() {
        assert_eq!(said(&[("a", None)], &[("b", Some("a"))]), [("a", "b")]);
        assert_eq!(said(&[("b", Some("a"))], &[("b", Some("a"))]), []);
        // the word stays, and an unrelated thing gets the old name
        assert_eq!(said(&[("b", Some("a")), ("a", None)], &[("b", Some("a")), ("a", None)]), []);
    }

    #[test]
    fn chains_swaps_and_names_that_are_kept() {
        assert_eq!(
            said(&[("a", None), ("b", None)], &[("b", Some("a")), ("c", Some("b"))]),
            [("a", "b"), ("b", "c")]
        );
        assert_eq!(
            said(&[("a", None), ("b", None)], &[("b", Some("a")), ("a", Some("b"))]),
            [("a", "b"), ("b", "a")]
        );
        assert_eq!(said(&[("a", Some("b")), ("b", Some("a"))], &[("b", Some("a")), ("a", Some("b"))]), []);
        assert_eq!(said(&[("a", None)], &[("a", None), ("b", Some("a"))]), []);
        // a chain whose head is kept falls as a whole
        assert_eq!(said(&[("a", None), ("b", None)], &[("a", None), ("b", Some("a")), ("c", Some("b"))]), []);
    }
}
