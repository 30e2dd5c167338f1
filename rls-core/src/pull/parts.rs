//! Which texts of a table may be written in more ways than one, and in which?

use std::collections::BTreeMap;

use super::{lifted, printed::ways, units::type_name};
use crate::{
    catalog::Relation,
    expr::{Among, Expr},
    ident::{QName, quote},
    resolve::Resolved,
    schema::{Constraint, Default, KeyItem, Policy, Table, Type},
    understand::Reader,
};

/// A text of a table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// A policy's USING.
    Using(String),
    /// A policy's WITH CHECK.
    Check(String),
    /// A column's default.
    Default(String),
    /// What a column is computed of.
    Generated(String),
    /// A constraint's condition.
    Constraint(String),
    /// An index's expression, by its number among the keys.
    Key(String, usize),
    /// A partial index's condition.
    Where(String),
}

/// One way to write it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Expr(Expr),
    CallerId,
    Text(String),
}

/// The text as the catalog has it.
pub(super) fn text_of(relation: &Relation, part: &Part) -> Option<String> {
    let policy = |name: &String| relation.policies.iter().find(|one| one.name == *name);
    let column = |name: &String| relation.columns.iter().find(|one| one.name == *name);
    let index = |name: &String| relation.indexes.iter().find(|one| one.name == *name);
    match part {
        Part::Using(name) => policy(name)?.using.clone(),
        Part::Check(name) => policy(name)?.check.clone(),
        Part::Default(name) | Part::Generated(name) => column(name)?.default.clone(),
        Part::Constraint(name) => {
            relation.constraints.iter().find(|one| one.name == *name)?.expression.clone()
        }
        Part::Key(name, number) => index(name)?.keys.get(*number)?.sql.clone(),
        Part::Where(name) => index(name)?.predicate.clone(),
    }
}

/// Every text that may be written in more ways than one.
pub(super) fn all_ways(imported: &Resolved) -> BTreeMap<(QName, Part), Vec<Way>> {
    let reader = Reader::new(&imported.schema, &imported.provider);
    let mut all: BTreeMap<(QName, Part), Vec<Way>> = BTreeMap::new();
    for table in &imported.schema.tables {
        let mut add = |part, ways: Vec<Way>| {
            all.insert((table.name.clone(), part), ways);
        };
        let texts = |sql: &str| -> Vec<Way> { ways(sql).into_iter().map(Way::Text).collect() };
        for policy in &table.policies {
            let name = policy.name().to_owned();
            for (part, clause) in
                [(Part::Using(name.clone()), &policy.using), (Part::Check(name), &policy.check)]
            {
                let Some(Expr::Sql(sql)) = clause else { continue };
                let mut own: Vec<Way> =
                    lifted::ways(&reader, &imported.schema, table, sql).into_iter().map(Way::Expr).collect();
                own.extend(texts(sql));
                add(part, own);
            }
        }
        for column in &table.columns {
            if let Some(Default::Sql(sql)) = &column.default {
                let mut own: Vec<Way> = ways(sql).into_iter().map(Way::Text).collect();
                let asks = format!("{} = ({sql})", quote(&column.name));
                if reader.lift(&Expr::sql(asks), table) == Expr::owner(&column.name) {
                    own.insert(0, Way::CallerId);
                }
                add(Part::Default(column.name.clone()), own);
            }
            if let Some(sql) = &column.generated {
                add(Part::Generated(column.name.clone()), texts(sql));
            }
        }
        for constraint in &table.constraints {
            if let Constraint::Check { name, sql, .. } = constraint {
                add(Part::Constraint(name.clone()), texts(sql));
            }
        }
        for index in &table.indexes {
            for (number, key) in index.keys.iter().enumerate() {
                if let KeyItem::Sql(sql) = &key.item {
                    add(Part::Key(index.name.clone(), number), texts(sql));
                }
            }
            if let Some(sql) = &index.predicate {
                add(Part::Where(index.name.clone()), texts(sql));
            }
        }
    }
    all
}

/// Types by their shorter names.
pub(super) fn short_type(ty: &mut Type) {
    match ty {
        Type::Other(printed) => *printed = type_name(printed),
        Type::Array(element) => short_type(element),
        _ => {}
    }
}

pub(super) fn policies(resolved: &Resolved) -> impl Iterator<Item = (&Table, &Policy)> {
    resolved.schema.tables.iter().flat_map(|table| table.policies.iter().map(move |policy| (table, policy)))
}

pub(super) fn parts_of(policy: &Policy) -> [Part; 2] {
    [Part::Using(policy.name().to_owned()), Part::Check(policy.name().to_owned())]
}

/// The clauses that ask a function.
pub(super) fn asking(resolved: &Resolved, function: &QName) -> Vec<(QName, Part)> {
    let asks = |expr: &Option<Expr>| {
        let mut found = false;
        if let Some(expr) = expr {
            expr.clone().for_each_among(&mut |among: &mut Among| {
                found |= among.helper.as_ref().is_some_and(|helper| helper.key() == function.key());
            });
        }
        found
    };
    let mut parts = Vec::new();
    for (table, policy) in policies(resolved) {
        let [using, check] = parts_of(policy);
        parts.extend(asks(&policy.using).then(|| (table.name.clone(), using)));
        parts.extend(asks(&policy.check).then(|| (table.name.clone(), check)));
    }
    parts
}
