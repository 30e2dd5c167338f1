//! Which words say what a live database says, and does the server agree?
//!
//! Each text that Postgres printed may be written in several ways, the shortest first. The candidate takes the first of each; it is
//! built, what the server prints of it is held against what it printed of the live database, and whatever differs is written in its
//! next way. The last way is the text as it was printed.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    lifted,
    parts::{Part, Way, all_ways, asking, parts_of, policies, short_type, text_of},
    unsaid,
};
use crate::{
    catalog::{Catalog, Imported, Other, OtherKind, Place},
    diagnostic::{Errors, Place as At},
    expr::Expr,
    ident::{QName, quote},
    resolve::{Resolved, index::wanted_by},
    schema::{Constraint, Default, KeyItem, Schema},
    sql,
    understand::Reader,
};

/// Why a text is not written as the word for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The server prints it otherwise: it is the same rows, asked for in another form.
    Otherwise,
    /// The word brings something along that the database has not: an index, a function.
    Brings(String),
    /// The word is refused.
    Refused(String),
}

/// A predicate that stays SQL although there is a word for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The table.
    pub table: QName,
    /// The text of it.
    pub part: Part,
    /// What the word would be.
    pub word: Expr,
    /// Why it is not taken.
    pub why: Why,
}

/// A candidate, until the server agrees.
#[derive(Debug)]
pub struct Candidate<'c> {
    live: &'c Catalog,
    imported: Imported,
    ways: BTreeMap<(QName, Part), Vec<Way>>,
    taken: BTreeMap<(QName, Part), usize>,
    kept: BTreeMap<(QName, Part), Kept>,
    left: Vec<(QName, String)>,
}

impl<'c> Candidate<'c> {
    /// The shortest of everything, of what the catalog was read as.
    pub fn new(live: &'c Catalog, mut imported: Imported) -> Self {
        unsaid::take_out(&mut imported);
        read_lookups(&mut imported.resolved);
        for column in imported.resolved.schema.tables.iter_mut().flat_map(|table| &mut table.columns) {
            short_type(&mut column.ty);
        }
        let ways = all_ways(&imported.resolved);
        Candidate { live, imported, ways, taken: BTreeMap::new(), kept: BTreeMap::new(), left: Vec::new() }
    }

    /// The same where no server can be asked: everything as it was printed.
    pub fn printed(live: &'c Catalog, imported: Imported) -> Self {
        let mut one = Candidate::new(live, imported);
        one.taken = one.ways.iter().map(|(part, ways)| (part.clone(), ways.len() - 1)).collect();
        one
    }

    /// The schema that is to be tried now. What would bring along more than the database has is not in it.
    ///
    /// # Errors
    /// The schema as a whole cannot be settled.
    pub fn schema(&mut self) -> Result<Resolved, Errors> {
        loop {
            let declared = self.declared();
            let errors = match declared.resolve(&self.imported.resolved.provider) {
                Ok(resolved) => {
                    if self.brings_nothing(&resolved) {
                        return Ok(resolved);
                    }
                    continue;
                }
                Err(errors) => errors,
            };
            let mut blamed: BTreeMap<QName, String> = BTreeMap::new();
            for error in errors.iter() {
                if let At::Spot(spot) = &error.place {
                    blamed.entry(spot.item().clone()).or_insert_with(|| error.message.clone());
                }
            }
            let mut went_on = false;
            for (table, message) in blamed {
                went_on |= self.refuse_exprs(&table, &message) || self.leave(&table, &message);
            }
            if !went_on {
                return Err(errors);
            }
        }
    }

    /// All that makes the candidate in a database with the provider's functions.
    pub fn whole(&self, candidate: &Resolved) -> Imported {
        let mut others = self.imported.others.clone();
        others.extend(self.own_helpers(candidate));
        Imported { resolved: candidate.clone(), others }
    }

    /// Lookup functions of the database that no word of the candidate asks, but perhaps a text does.
    fn own_helpers(&self, candidate: &Resolved) -> Vec<Other> {
        let is_made =
            |name: &QName| candidate.schema.functions.iter().any(|one| one.name.key() == name.key());
        let mut all = Vec::new();
        for function in self.imported.resolved.schema.functions.iter().filter(|one| !is_made(&one.name)) {
            let (schema, name) = function.name.key();
            let mut found = self.live.functions.iter();
            let kept = found.find(|one| one.schema == schema && one.name == name);
            let Some(definition) = kept.and_then(|one| one.definition.clone()) else { continue };
            all.push(Other {
                kind: OtherKind::Function,
                name: function.name.to_string(),
                table: None,
                why: "no policy of the models asks it in a word".to_owned(),
                place: Place::After,
                sql: sql::lookup(function, definition.trim_end()),
            });
        }
        all
    }

    /// Holds what was built against the live database. Whether the candidate is written otherwise after it.
    pub fn compare(&mut self, candidate: &Resolved, built: &Catalog) -> bool {
        let mut next: BTreeSet<(QName, Part)> = BTreeSet::new();
        for (table, part) in self.ways.keys() {
            let (schema, name) = table.key();
            let of = |catalog: &Catalog| catalog.relation(schema, name).and_then(|one| text_of(one, part));
            if of(self.live) != of(built) {
                next.insert((table.clone(), part.clone()));
            }
        }
        let body = |catalog: &Catalog, name: &QName| {
            let (schema, name) = name.key();
            let one = catalog.functions.iter().find(|one| one.schema == schema && one.name == name);
            one.and_then(|one| one.definition.clone())
        };
        for function in &candidate.schema.functions {
            if body(self.live, &function.name) != body(built, &function.name) {
                next.extend(asking(candidate, &function.name));
            }
        }
        let mut changed = false;
        for part in next {
            changed |= self.advance(&part, &Why::Otherwise);
        }
        changed
    }

    /// The table of a statement that the server refused is written as it was printed. Whether that changes anything.
    pub fn refused(&mut self, candidate: &Resolved, statement: &str, why: &str) -> bool {
        let mut changed = false;
        for table in &candidate.schema.tables {
            let own = table.name.quoted();
            if !statement.contains(&own) {
                continue;
            }
            let of_table = ["CREATE TABLE", "ALTER TABLE"].iter().any(|word| {
                statement.strip_prefix(word).is_some_and(|rest| rest.trim_start().starts_with(&own))
            });
            let parts: Vec<_> = self.ways.keys().filter(|(name, _)| *name == table.name).cloned().collect();
            for part in parts {
                let named = match &part.1 {
                    Part::Using(name) | Part::Check(name) => {
                        statement.starts_with(&format!("CREATE POLICY {} ON {own} ", quote(name)))
                    }
                    Part::Key(name, _) | Part::Where(name) => {
                        statement.contains(&format!("INDEX {} ON {own} ", quote(name)))
                    }
                    _ => of_table,
                };
                if named {
                    changed |= self.advance(&part, &Why::Refused(why.to_owned()));
                }
            }
        }
        changed
    }

    /// What is kept as SQL although there is a word, what has no word, and the tables that were left out.
    pub fn finish(self, candidate: &Resolved) -> (Vec<Kept>, Vec<Other>, Vec<(QName, String)>) {
        let is_text = |part: &(QName, Part)| {
            let at = self.taken.get(part).copied().unwrap_or(0);
            self.ways.get(part).is_some_and(|ways| matches!(ways[at], Way::Text(_)))
        };
        let kept = self.kept.iter().filter(|(part, _)| is_text(part)).map(|(_, kept)| kept.clone()).collect();
        let others = self.whole(candidate).others;
        (kept, others, self.left)
    }

    /// What the model has no word for.
    pub fn others(&self) -> &[Other] {
        &self.imported.others
    }

    fn advance(&mut self, part: &(QName, Part), why: &Why) -> bool {
        let Some(ways) = self.ways.get(part) else { return false };
        let at = self.taken.get(part).copied().unwrap_or(0);
        if at + 1 >= ways.len() {
            return false;
        }
        if let Way::Expr(word) = &ways[at] {
            let (table, part) = part.clone();
            let kept =
                Kept { table: table.clone(), part: part.clone(), word: word.clone(), why: why.clone() };
            self.kept.insert((table, part), kept);
        }
        self.taken.insert(part.clone(), at + 1);
        true
    }

    /// Every word of this table's policies, one way on.
    fn refuse_exprs(&mut self, table: &QName, message: &str) -> bool {
        let parts: Vec<_> = self.ways.keys().filter(|(name, _)| name.key() == table.key()).cloned().collect();
        let mut changed = false;
        for part in parts {
            let at = self.taken.get(&part).copied().unwrap_or(0);
            if matches!(self.ways[&part][at], Way::Expr(_)) {
                changed |= self.advance(&part, &Why::Refused(message.to_owned()));
            }
        }
        changed
    }

    /// A table that cannot be settled is left out.
    fn leave(&mut self, table: &QName, message: &str) -> bool {
        let tables = &mut self.imported.resolved.schema.tables;
        let before = tables.len();
        tables.retain(|one| one.name.key() != table.key());
        if tables.len() == before {
            return false;
        }
        self.ways.retain(|(name, _), _| name.key() != table.key());
        self.left.push((table.clone(), message.to_owned()));
        true
    }

    /// Whether the candidate has no index and no function that the database has not; otherwise what brings it is written
    /// otherwise.
    fn brings_nothing(&mut self, resolved: &Resolved) -> bool {
        let mut brought: BTreeMap<(QName, Part), String> = BTreeMap::new();
        let wants: Vec<Wants> = policies(resolved)
            .flat_map(|(table, policy)| {
                let parts = parts_of(policy).map(|part| (table.name.clone(), part));
                let wanted = wanted_by(&table.name, policy).into_iter();
                wanted.map(move |(of, column)| (of, column, parts.clone()))
            })
            .collect();
        let mut wanting: Wanting<'_> = BTreeMap::new();
        for (of, column, parts) in &wants {
            wanting.entry((of.key().0, of.key().1, column)).or_default().extend(parts);
        }
        for table in &resolved.schema.tables {
            let Some(own) = self.imported.resolved.schema.find_table(&table.name) else { continue };
            let extra =
                table.indexes.iter().filter(|index| own.indexes.iter().all(|one| one.name != index.name));
            for index in extra {
                let Some(column) = index.leads_with() else { continue };
                let what = format!("the index {}", index.name);
                let (schema, name) = table.name.key();
                for part in wanting.get(&(schema, name, column)).into_iter().flatten() {
                    brought.insert((*part).clone(), what.clone());
                }
            }
        }
        for function in &resolved.schema.functions {
            let (schema, name) = function.name.key();
            if !self.live.functions.iter().any(|one| one.schema == schema && one.name == name) {
                let what = format!("the function {}", function.name);
                brought.extend(asking(resolved, &function.name).into_iter().map(|part| (part, what.clone())));
            }
        }
        let mut nothing = true;
        for (part, what) in brought {
            let at = self.taken.get(&part).copied().unwrap_or(0);
            if self.ways.get(&part).is_some_and(|ways| matches!(ways[at], Way::Expr(_))) {
                nothing &= !self.advance(&part, &Why::Brings(what));
            }
        }
        nothing
    }

    /// The schema with what was taken in its places.
    fn declared(&self) -> Schema {
        let mut schema = self.imported.resolved.schema.clone();
        schema.functions.clear();
        for table in &mut schema.tables {
            let name = table.name.clone();
            let text = |part: Part, sql: &mut String| {
                if let Some(Way::Text(way)) = self.way(&name, part) {
                    sql.clone_from(way);
                }
            };
            for policy in &mut table.policies {
                let own = policy.name().to_owned();
                let parts =
                    [(Part::Using(own.clone()), &mut policy.using), (Part::Check(own), &mut policy.check)];
                for (part, clause) in parts {
                    match self.way(&name, part) {
                        Some(Way::Expr(expr)) => *clause = Some(expr.clone()),
                        Some(Way::Text(sql)) => *clause = Some(constant(sql)),
                        _ => {}
                    }
                }
            }
            for column in &mut table.columns {
                match self.way(&name, Part::Default(column.name.clone())) {
                    Some(Way::CallerId) => column.default = Some(Default::CallerId),
                    Some(Way::Text(sql)) => column.default = Some(Default::Sql(sql.clone())),
                    _ => {}
                }
                if let Some(sql) = &mut column.generated {
                    text(Part::Generated(column.name.clone()), sql);
                }
            }
            for constraint in &mut table.constraints {
                if let Constraint::Check { name: own, sql, .. } = constraint {
                    text(Part::Constraint(own.clone()), sql);
                }
            }
            for index in &mut table.indexes {
                let own = index.name.clone();
                for (number, key) in index.keys.iter_mut().enumerate() {
                    if let KeyItem::Sql(sql) = &mut key.item {
                        text(Part::Key(own.clone(), number), sql);
                    }
                }
                if let Some(sql) = &mut index.predicate {
                    text(Part::Where(own), sql);
                }
            }
        }
        schema
    }

    fn way(&self, table: &QName, part: Part) -> Option<&Way> {
        let key = (table.clone(), part);
        self.ways.get(&key)?.get(self.taken.get(&key).copied().unwrap_or(0))
    }
}

/// A table and its column that wants an index, and the clauses that want it.
type Wants = (QName, String, [(QName, Part); 2]);

/// Those clauses, by the schema, the name and the column.
type Wanting<'w> = BTreeMap<(&'w str, &'w str, &'w str), Vec<&'w (QName, Part)>>;

/// What lookup functions ask, in words, so that what asks them is read as that.
fn read_lookups(imported: &mut Resolved) {
    let schema = imported.schema.clone();
    let reader = Reader::new(&schema, &imported.provider);
    for function in &mut imported.schema.functions {
        if let (Expr::Sql(sql), Some(table)) = (&function.when, schema.find_table(&function.table))
            && let Some(said) = lifted::ways(&reader, &schema, table, sql).into_iter().next()
        {
            function.when = said;
        }
    }
}

fn constant(sql: &str) -> Expr {
    match sql {
        "true" => Expr::Bool(true),
        "false" => Expr::Bool(false),
        sql => Expr::sql(sql),
    }
}
