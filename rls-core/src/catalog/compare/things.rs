//! Which things does a catalog have, and what is said of each?

use std::{collections::BTreeMap, fmt};

use serde::Serialize;
use serde_json::Value;

use crate::catalog::{
    Acl, Attribute, Catalog, KeptConstraint, KeptFunction, KeptIndex, Relation, RelationKind,
};

/// What a thing is. The order is that of the lists that people read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "each is the thing of its name")]
pub enum Kind {
    Extension,
    Schema,
    Role,
    Type,
    Enum,
    Sequence,
    Table,
    Column,
    Constraint,
    Index,
    Policy,
    Trigger,
    Rule,
    View,
    Function,
    /// All that a role may do with a thing; PUBLIC is a role too.
    Privileges,
    DefaultPrivileges,
}

impl Kind {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Extension => "extension",
            Kind::Schema => "schema",
            Kind::Role => "role",
            Kind::Type => "type",
            Kind::Enum => "enum",
            Kind::Sequence => "sequence",
            Kind::Table => "table",
            Kind::Column => "column",
            Kind::Constraint => "constraint",
            Kind::Index => "index",
            Kind::Policy => "policy",
            Kind::Trigger => "trigger",
            Kind::Rule => "rule",
            Kind::View => "view",
            Kind::Function => "function",
            Kind::Privileges => "privileges",
            Kind::DefaultPrivileges => "default privileges",
        }
    }
}

/// A thing of a database, by its name. What stands by itself comes before what hangs on it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Thing {
    /// What it is, or what it hangs on is.
    pub of: Kind,
    /// The Postgres schema; empty for what is in none.
    pub schema: String,
    /// Its name, or that of what it hangs on: a table's; a function's with its arguments.
    pub name: String,
    /// What hangs on it, by kind and name: a column, a policy, the privileges of a role.
    pub part: Option<(Kind, String)>,
}

impl Thing {
    /// One that stands by itself.
    pub fn new(of: Kind, schema: &str, name: &str) -> Self {
        Thing { of, schema: schema.to_owned(), name: name.to_owned(), part: None }
    }

    /// What hangs on it.
    pub fn part(&self, kind: Kind, name: impl Into<String>) -> Self {
        Thing { part: Some((kind, name.into())), ..self.clone() }
    }

    /// What it is.
    pub fn kind(&self) -> Kind {
        self.part.as_ref().map_or(self.of, |(kind, _)| *kind)
    }

    /// What it hangs on.
    pub fn owner(&self) -> Option<Thing> {
        self.part.as_ref().map(|_| Thing { part: None, ..self.clone() })
    }

    /// Its own name, with its schema.
    pub fn place(&self) -> String {
        if self.schema.is_empty() { self.name.clone() } else { format!("{}.{}", self.schema, self.name) }
    }
}

/// `column public.todos.task`, `policy crud on public.todos`, `privileges of anon on public.todos`
impl fmt::Display for Thing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.place();
        match &self.part {
            None if self.of == Kind::DefaultPrivileges => write!(f, "{} {}", self.of.name(), self.name),
            None => write!(f, "{} {place}", self.of.name()),
            Some((Kind::Column, name)) => write!(f, "column {place}.{name}"),
            Some((Kind::Privileges, name)) => write!(f, "privileges of {name} on {} {place}", self.of.name()),
            Some((kind, name)) => write!(f, "{} {name} on {place}", kind.name()),
        }
    }
}

type Said = BTreeMap<String, String>;

/// The things of a catalog that are looked at.
pub(super) fn things(catalog: &Catalog, holds: &dyn Fn(&Thing) -> bool) -> BTreeMap<Thing, Said> {
    let mut all = Things { all: BTreeMap::new(), holds };
    for one in &catalog.extensions {
        all.add(Thing::new(Kind::Extension, "", &one.name), one, &["name", "version"]);
    }
    for one in &catalog.schemas {
        let thing = Thing::new(Kind::Schema, "", &one.name);
        if all.add(thing.clone(), one, &["name", "owner", "extension", "grants"]) {
            all.grants(&thing, &one.grants, "");
        }
    }
    for one in &catalog.roles {
        all.add(Thing::new(Kind::Role, "", &one.name), one, &["name"]);
    }
    for one in &catalog.enums {
        let thing = Thing::new(Kind::Enum, &one.schema, &one.name);
        if all.add(thing.clone(), one, &["name", "schema", "owner", "grants"]) {
            all.grants(&thing, &one.grants, "");
        }
    }
    for one in &catalog.types {
        all.add(Thing::new(Kind::Type, &one.schema, &one.name), one, &["name", "schema", "owner"]);
    }
    for one in &catalog.relations {
        all.relation(one);
    }
    for one in &catalog.functions {
        all.function(one);
    }
    for one in &catalog.default_privileges {
        let of = match one.kind.as_str() {
            "r" => "tables",
            "S" => "sequences",
            "f" => "functions",
            "T" => "types",
            _ => "schemas",
        };
        let schema = one.schema.as_ref().map(|schema| format!(" in {schema}")).unwrap_or_default();
        let name = format!("of {} on {of}{schema}", one.role);
        let thing = Thing::new(Kind::DefaultPrivileges, one.schema.as_deref().unwrap_or_default(), &name);
        let said: Said = by_role(&one.grants).into_iter().collect();
        if (all.holds)(&thing) {
            all.all.insert(thing, said);
        }
    }
    all.all
}

struct Things<'h> {
    all: BTreeMap<Thing, Said>,
    holds: &'h dyn Fn(&Thing) -> bool,
}

impl Things<'_> {
    /// One more, if it is looked at; all of it is said but for some words.
    fn add(&mut self, thing: Thing, of: &impl Serialize, but: &[&str]) -> bool {
        let held = thing.part.is_some() || (self.holds)(&thing);
        if held {
            self.all.insert(thing, said(of, but));
        }
        held
    }

    fn grants(&mut self, thing: &Thing, grants: &[Acl], column: &str) {
        for (role, privileges) in by_role(grants) {
            let name = if column.is_empty() { role } else { format!("{role} on column {column}") };
            let said = Said::from([("privileges".to_owned(), privileges)]);
            self.all.insert(thing.part(Kind::Privileges, name), said);
        }
    }

    fn relation(&mut self, one: &Relation) {
        let kind = match one.kind {
            RelationKind::Table | RelationKind::Partitioned | RelationKind::Foreign => Kind::Table,
            RelationKind::View | RelationKind::MaterializedView => Kind::View,
            RelationKind::Sequence => Kind::Sequence,
        };
        // a column's own sequence is the column's
        if one.sequence.as_ref().is_some_and(|sequence| sequence.owned.is_some()) {
            return;
        }
        let thing = Thing::new(kind, &one.schema, &one.name);
        // a view's columns are its query's
        let lists = [
            "name",
            "schema",
            "columns",
            "constraints",
            "indexes",
            "policies",
            "triggers",
            "rules",
            "grants",
            "reads",
        ];
        if !self.add(thing.clone(), one, &lists) {
            return;
        }
        self.grants(&thing, &one.grants, "");
        if kind != Kind::Table {
            return;
        }
        for column in &one.columns {
            self.column(&thing, column);
        }
        for constraint in one.own_constraints().filter(|constraint| constraint.kind != "n") {
            self.constraint(&thing, constraint);
        }
        for index in one.indexes.iter().filter(|index| index.constraint.is_none()) {
            self.index(&thing, index);
        }
        for policy in &one.policies {
            let thing = thing.part(Kind::Policy, &policy.name);
            self.add(thing.clone(), policy, &["name", "permissive"]);
            if let Some(said) = self.all.get_mut(&thing) {
                said.entry("roles".to_owned()).or_insert_with(|| "PUBLIC".to_owned());
                let is = if policy.permissive { "permissive" } else { "restrictive" };
                said.insert("is".to_owned(), is.to_owned());
            }
        }
        for trigger in &one.triggers {
            self.add(thing.part(Kind::Trigger, &trigger.name), trigger, &["name"]);
        }
        for rule in &one.rules {
            self.add(thing.part(Kind::Rule, &rule.name), rule, &["name"]);
        }
    }

    fn column(&mut self, table: &Thing, one: &Attribute) {
        let thing = table.part(Kind::Column, &one.name);
        let but = ["name", "kind", "of", "element", "sequence", "local", "inherited", "grants"];
        self.add(thing.clone(), one, &but);
        if let (Some(sequence), Some(said)) = (&one.sequence, self.all.get_mut(&thing)) {
            // its name follows that of the table which it was made with
            said.insert("sequence".to_owned(), printed_of(sequence, &["schema", "name"]));
        }
        self.grants(table, &one.grants, &one.name);
    }

    fn constraint(&mut self, table: &Thing, one: &KeptConstraint) {
        let mut said = Said::from([("definition".to_owned(), one.definition.clone())]);
        said.extend(one.comment.clone().map(|comment| ("comment".to_owned(), comment)));
        self.all.insert(table.part(Kind::Constraint, &one.name), said);
    }

    fn index(&mut self, table: &Thing, one: &KeptIndex) {
        let mut said = Said::from([("definition".to_owned(), one.definition.clone())]);
        if !one.valid {
            said.insert("valid".to_owned(), "no".to_owned());
        }
        said.extend(one.comment.clone().map(|comment| ("comment".to_owned(), comment)));
        self.all.insert(table.part(Kind::Index, &one.name), said);
    }

    fn function(&mut self, one: &KeptFunction) {
        let thing = Thing::new(Kind::Function, &one.schema, &format!("{}({})", one.name, one.arguments));
        let mut words =
            vec!["name", "schema", "owner", "grants", "arguments", "argument_count", "in_policy", "source"];
        if one.definition.is_some() {
            // which says all of these
            words.extend([
                "returns",
                "set",
                "language",
                "volatility",
                "parallel",
                "definer",
                "leakproof",
                "bound",
                "settings",
            ]);
        }
        if self.add(thing.clone(), one, &words) {
            self.grants(&thing, &one.grants, "");
        }
    }
}

/// The privileges of each role, `PUBLIC` for everyone.
fn by_role(grants: &[Acl]) -> BTreeMap<String, String> {
    let mut of_role: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for Acl(role, privilege, grantable) in grants {
        let option = if *grantable { " WITH GRANT OPTION" } else { "" };
        let role = role.clone().unwrap_or_else(|| "PUBLIC".to_owned());
        of_role.entry(role).or_default().push(format!("{privilege}{option}"));
    }
    of_role
        .into_iter()
        .map(|(role, mut all)| {
            // who was granted it twice, by two roles, has it once
            all.sort();
            all.dedup();
            (role, all.join(", "))
        })
        .collect()
}

fn said(of: &impl Serialize, but: &[&str]) -> Said {
    // texts, numbers and lists of those cannot fail to be JSON
    let Ok(Value::Object(object)) = serde_json::to_value(of) else { return Said::new() };
    let said = object.into_iter().filter(|(word, _)| !but.contains(&word.as_str()));
    let said = said.map(|(word, value)| {
        let text = match (word.as_str(), &value) {
            ("collation" | "parents", value) => printed(value, "."),
            (word, Value::String(letter)) => {
                spelt(word, letter).map_or_else(|| letter.clone(), str::to_owned)
            }
            (_, value) => printed(value, " "),
        };
        (word, text)
    });
    said.filter(|(_, text)| !text.is_empty()).collect()
}

/// The catalog's letters as words; what is usual needs none.
fn spelt(word: &str, letter: &str) -> Option<&'static str> {
    Some(match (word, letter) {
        ("command", "r") => "SELECT",
        ("command", "a") => "INSERT",
        ("command", "w") => "UPDATE",
        ("command", "d") => "DELETE",
        ("command", "*") => "ALL",
        ("identity", "a") => "ALWAYS",
        ("identity", "d") => "BY DEFAULT",
        ("generated", "s") => "STORED",
        ("generated", "v") => "VIRTUAL",
        ("kind", "r" | "v" | "S") | ("enabled", "O") => "",
        ("kind", "p") => "partitioned",
        ("kind", "m") => "materialized",
        ("kind", "f") => "foreign",
        ("enabled", "D") => "no",
        ("enabled", "A") => "always",
        ("enabled", "R") => "for replicas",
        _ => return None,
    })
}

/// A value as people read it; nothing where it is absent or its usual one. A list in a list is joined by `between`.
fn printed(value: &Value, between: &str) -> String {
    let list = |list: &[Value], between: &str, inner: &str| {
        let list = list.iter().map(|value| match value {
            Value::Array(inner_list) => {
                inner_list.iter().map(|value| printed(value, " ")).collect::<Vec<_>>().join(inner)
            }
            value => printed(value, " "),
        });
        list.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(between)
    };
    match value {
        Value::Null | Value::Bool(false) => String::new(),
        Value::Bool(true) => "yes".to_owned(),
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Array(items) if between == "." && items.iter().all(Value::is_string) => list(items, ".", "."),
        Value::Array(items) => list(items, ", ", between),
        Value::Object(object) => {
            let all = object.iter().map(|(word, value)| match (word.as_str(), printed(value, " ")) {
                ("role", text) => text,
                (_, text) if text.is_empty() => text,
                (word, text) => format!("{word} {text}"),
            });
            all.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
        }
    }
}

fn printed_of(of: &impl Serialize, but: &[&str]) -> String {
    let said: Vec<String> = said(of, but).into_iter().map(|(word, text)| format!("{word} {text}")).collect();
    said.join(" ")
}
