//! Which words say the constraints and indexes of a table, and where does each stand?
//!
//! What has the name that the rule would give it stands on its field, or on the struct without a name; the rule is asked in the
//! order in which the words will be read, since it numbers names that are taken.

use std::collections::BTreeMap;

use super::{
    names::TableNames,
    predicate::reference,
    source::{call, string},
};
use crate::{
    ident::QName,
    schema::{Action, Constraint, Deferrable, ForeignKey, Index, Key, KeyItem, Nulls, Order, Table},
};

/// The words.
#[derive(Default)]
pub(super) struct Said {
    /// Those on a field, by the column's number: before its default, and behind it.
    pub(super) fields: BTreeMap<usize, [Vec<String>; 2]>,
    /// Those on the struct.
    pub(super) rest: Vec<String>,
}

/// The words for what is there but for the indexes that come along by themselves.
pub(super) fn words(
    table: &Table,
    names: &TableNames,
    comes_along: &dyn Fn(&Index) -> bool,
    short: bool,
) -> Said {
    let mut left: Vec<&Constraint> = table.constraints.iter().collect();
    let mut indexes: Vec<&Index> = table.indexes.iter().filter(|index| !comes_along(index)).collect();
    let mut writer = Writer { table, names, read: Table::new(table.name.clone()), said: Said::default() };
    if let Some(at) = left.iter().position(|one| matches!(one, Constraint::PrimaryKey { .. })) {
        writer.primary_key(left.remove(at), short);
    }
    if short {
        for number in 0..table.columns.len() {
            writer.of_field(number, &mut left, &mut indexes);
        }
    }
    for constraint in left {
        writer.of_struct(constraint);
    }
    for one in indexes {
        let named = writer.named(&one.name, &index_parts(one), "idx");
        let word = index(one, &|column| writer.field(column), named);
        writer.said.rest.push(word);
        writer.read.indexes.push(one.clone());
    }
    writer.said
}

struct Writer<'w> {
    table: &'w Table,
    names: &'w TableNames,
    /// The table as far as its words would have been read.
    read: Table,
    said: Said,
}

impl Writer<'_> {
    fn field(&self, column: &str) -> String {
        let at = self.table.columns.iter().position(|one| one.name == column);
        at.and_then(|at| self.names.fields.get(at))
            .map_or_else(|| column.to_owned(), |(field, _)| field.clone())
    }

    /// The name, if the rule would give another.
    fn named(&self, name: &str, columns: &str, label: &str) -> Option<String> {
        (self.read.free_name(columns, label) != name).then(|| format!("name = {}", string(name)))
    }

    fn on_field(&mut self, number: usize, behind: bool, word: String) {
        self.said.fields.entry(number).or_default()[usize::from(behind)].push(word);
    }

    fn fields(&self, columns: &[String]) -> Vec<String> {
        columns.iter().map(|column| string(&self.field(column))).collect()
    }

    fn primary_key(&mut self, key: &Constraint, short: bool) {
        let Constraint::PrimaryKey { name, columns } = key else { return };
        let named = self.named(name, "", "pkey");
        let number = match columns.as_slice() {
            [one] if short && named.is_none() => self.table.columns.iter().position(|c| c.name == *one),
            _ => None,
        };
        match number {
            Some(number) => self.on_field(number, false, "primary_key".to_owned()),
            None => {
                let mut arguments = self.fields(columns);
                arguments.extend(named);
                self.said.rest.push(call("primary_key", &arguments));
            }
        }
        self.read.constraints.push(key.clone());
    }

    /// What stands on a field: a key of its column alone, under the rule's name.
    fn of_field(&mut self, number: usize, left: &mut Vec<&Constraint>, indexes: &mut Vec<&Index>) {
        let column = self.table.columns[number].name.as_str();
        let alone = |columns: &[String]| matches!(columns, [one] if one == column);
        let name = self.read.free_name(column, "key");
        let is = |one: &&Constraint| matches!(one, Constraint::Unique { name: own, columns } if *own == name && alone(columns));
        if let Some(at) = left.iter().position(is) {
            self.read.constraints.push(left.remove(at).clone());
            self.on_field(number, false, "unique".to_owned());
        }
        let name = self.read.free_name(column, "idx");
        let plain = |one: &&Index| **one == Index::new(&name, [Key::column(column)]);
        if let Some(at) = indexes.iter().position(plain) {
            self.read.indexes.push(indexes.remove(at).clone());
            self.on_field(number, false, "index".to_owned());
        }
        loop {
            let name = self.read.free_name(column, "check");
            let is = |one: &&Constraint| matches!(one, Constraint::Check { name: own, .. } if *own == name);
            let Some(at) = left.iter().position(is) else { break };
            let check = left.remove(at);
            self.read.constraints.push(check.clone());
            if let Constraint::Check { sql, .. } = check {
                self.on_field(number, true, format!("check = {}", string(sql)));
            }
        }
        let name = self.read.free_name(column, "fkey");
        let is = |one: &&Constraint| {
            matches!(one, Constraint::ForeignKey { name: own, key }
                if *own == name && alone(&key.columns) && key.references.len() == 1)
        };
        if let Some(at) = left.iter().position(is) {
            let constraint = left.remove(at);
            self.read.constraints.push(constraint.clone());
            if let Constraint::ForeignKey { key, .. } = constraint {
                let to = string(&target(&key.table, &key.references));
                let reactions = reactions(key);
                let word = if reactions.is_empty() {
                    format!("references = {to}")
                } else {
                    let mut arguments = vec![to];
                    arguments.extend(reactions);
                    format!("references({})", arguments.join(", "))
                };
                self.on_field(number, true, word);
            }
        }
    }

    fn of_struct(&mut self, constraint: &Constraint) {
        let word = match constraint {
            // a table has one, which was said
            Constraint::PrimaryKey { .. } => return,
            Constraint::Unique { name, columns } => {
                let mut arguments = self.fields(columns);
                arguments.extend(self.named(name, &columns.join("_"), "key"));
                call("unique", &arguments)
            }
            Constraint::Check { name, sql, .. } => match self.named(name, "", "check") {
                None => format!("check = {}", string(sql)),
                Some(name) => call("check", &[name, string(sql)]),
            },
            Constraint::ForeignKey { name, key } => {
                let mut arguments = self.fields(&key.columns);
                arguments.push(format!("references = {}", string(&target(&key.table, &key.references))));
                arguments.extend(reactions(key));
                arguments.extend(self.named(name, &key.columns.join("_"), "fkey"));
                call("foreign_key", &arguments)
            }
        };
        self.said.rest.push(word);
        self.read.constraints.push(constraint.clone());
    }
}

fn target(table: &QName, columns: &[String]) -> String {
    reference(table, columns)
}

fn reactions(key: &ForeignKey) -> Vec<String> {
    let word = |action| match action {
        Action::NoAction => None,
        Action::Restrict => Some("restrict"),
        Action::Cascade => Some("cascade"),
        Action::SetNull => Some("set null"),
        Action::SetDefault => Some("set default"),
    };
    let mut words = Vec::new();
    words.extend(word(key.on_delete).map(|action| format!("on_delete = \"{action}\"")));
    words.extend(word(key.on_update).map(|action| format!("on_update = \"{action}\"")));
    words.extend(key.deferrable.map(|when| match when {
        Deferrable::Immediate => "deferrable".to_owned(),
        Deferrable::Deferred => "deferrable = \"initially deferred\"".to_owned(),
    }));
    words
}

fn index_parts(index: &Index) -> String {
    let parts: Vec<&str> = index
        .keys
        .iter()
        .map(|key| match &key.item {
            KeyItem::Column(column) => column.as_str(),
            KeyItem::Sql(_) => "expr",
        })
        .collect();
    parts.join("_")
}

fn index(index: &Index, field: &dyn Fn(&str) -> String, named: Option<String>) -> String {
    let mut arguments: Vec<String> = index
        .keys
        .iter()
        .map(|key| {
            let mut text = match &key.item {
                KeyItem::Column(column) => field(column),
                KeyItem::Sql(sql) => format!("({sql})"),
            };
            text.extend(key.class.iter().flat_map(|class| [" ", class.as_str()]));
            if key.order == Order::Desc {
                text.push_str(" desc");
            }
            text.push_str(match key.nulls {
                None => "",
                Some(Nulls::First) => " nulls first",
                Some(Nulls::Last) => " nulls last",
            });
            string(&text)
        })
        .collect();
    arguments.extend(index.method.as_ref().map(|method| format!("using = {}", string(method))));
    arguments.extend(index.predicate.as_ref().map(|sql| format!("where = {}", string(sql))));
    if index.unique {
        arguments.push("unique".to_owned());
    }
    if index.concurrently {
        arguments.push("concurrently".to_owned());
    }
    arguments.extend(named);
    call("index", &arguments)
}
