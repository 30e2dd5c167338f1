//! What of a database is looked at?
//!
//! Without a word: everything but Postgres's own, the provider's own schemas, and schemas that an extension made. Schemas
//! can be named instead, and patterns leave things out.

use std::collections::BTreeSet;

use super::document::Catalog;
use crate::provider::Provider;

/// What was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    schemas: Option<BTreeSet<String>>,
    ignore: Vec<String>,
}

impl Scope {
    /// Everything but Postgres's own, the provider's own, and what extensions made.
    pub fn new() -> Self {
        Scope::default()
    }

    /// These schemas and no others.
    pub fn schemas(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.schemas = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// Not what one of these names: `schema.name`, or `name` in whichever schema; `*` stands for any text, `cron.*`.
    pub fn ignore(mut self, patterns: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.ignore.extend(patterns.into_iter().map(Into::into));
        self
    }

    /// The schemas that were named and that the database does not have.
    pub fn missing<'s>(&'s self, catalog: &Catalog) -> Vec<&'s str> {
        let there = |name: &&String| catalog.schemas.iter().any(|one| one.name == **name);
        self.schemas.iter().flatten().filter(|name| !there(name)).map(String::as_str).collect()
    }

    /// The schemas of a database that are looked at.
    pub fn of(&self, catalog: &Catalog, provider: &Provider) -> InScope {
        let looked_at = |name: &str, extension: bool| match &self.schemas {
            Some(named) => named.contains(name),
            None => !extension && !provider.own_schemas().contains(&name),
        };
        let schemas = catalog.schemas.iter().filter(|one| looked_at(&one.name, one.extension.is_some()));
        InScope { schemas: schemas.map(|one| one.name.clone()).collect(), ignore: self.ignore.clone() }
    }
}

/// What of one database is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InScope {
    schemas: BTreeSet<String>,
    ignore: Vec<String>,
}

impl InScope {
    /// Whether something in this schema may be looked at.
    pub fn schema(&self, name: &str) -> bool {
        self.schemas.contains(name)
    }

    /// The schemas, by name.
    pub fn schemas(&self) -> impl Iterator<Item = &str> {
        self.schemas.iter().map(String::as_str)
    }

    /// Whether the thing of this name is looked at.
    pub fn holds(&self, schema: &str, name: &str) -> bool {
        self.schemas.contains(schema) && !self.ignore.iter().any(|pattern| names(pattern, schema, name))
    }
}

/// Whether a pattern names a thing.
fn names(pattern: &str, schema: &str, name: &str) -> bool {
    if pattern.contains('.') { is_like(pattern, &format!("{schema}.{name}")) } else { is_like(pattern, name) }
}

/// Whether a text is as the pattern says, in which `*` stands for any text.
fn is_like(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, between)) = parts.split_last() else { return rest.is_empty() };
    for part in between {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, text) in
            [("a", "a"), ("*", ""), ("a*", "abc"), ("*c", "abc"), ("a*b*c", "a.b.b.c"), ("ü*", "üb")]
        {
            assert!(is_like(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [("a", "ab"), ("a*", "ba"), ("*c", "cb"), ("a*a", "a"), ("a*b*b", "ab")] {
            assert!(!is_like(pattern, text), "{pattern} {text}");
        }
    }

    #[test]
    fn patterns_name_things() {
        assert!(names("todos", "public", "todos") && names("public.todos", "public", "todos"));
        assert!(names("cron.*", "cron", "job") && names("public.pg_*", "public", "pg_x"));
        assert!(!names("public.todos", "other", "todos") && !names("cron.*", "cronies", "job"));
    }
}
