//! Which rows does each table need, so that predicates let some through and keep others back?
//!
//! The columns that count take each other's values in turn; the others are filled with something of their type. What refers to
//! another table takes the keys of rows that are there. Whether a row is taken is for the server to say: what a constraint
//! refuses is left out, or tried with what the constraint names.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Texts,
    cast::{Found, of_type, quoted},
};
use crate::{
    ident::QName,
    resolve::Resolved,
    schema::{Column, Constraint, Schema, Table, Type},
};

/// Rows that are tried of a table; about half of them are put into it.
const MOST: usize = 20;

/// The tables, each after those whose keys it takes, where that can be.
pub fn order<'s>(schema: &'s Schema, found: &Found) -> Vec<&'s Table> {
    let mut done: Vec<&Table> = Vec::new();
    let mut seen = BTreeSet::new();
    for table in &schema.tables {
        visit(schema, found, table, &mut seen, &mut done);
    }
    done
}

fn visit<'s>(
    schema: &'s Schema,
    found: &Found,
    table: &'s Table,
    seen: &mut BTreeSet<&'s QName>,
    done: &mut Vec<&'s Table>,
) {
    if !seen.insert(&table.name) {
        return;
    }
    let keys = table.constraints.iter().filter_map(|constraint| match constraint {
        Constraint::ForeignKey { key, .. } => Some(&key.table),
        _ => None,
    });
    let mut before: Vec<&QName> = keys.collect();
    let linked = found.links.iter().filter(|((own, _), _)| *own == table.name);
    before.extend(linked.map(|(_, (other, _))| other));
    for other in before {
        if let Some(other) = schema.find_table(other) {
            visit(schema, found, other, seen, done);
        }
    }
    done.push(table);
}

/// Columns that are chosen together, and what they may hold.
struct Unit {
    columns: Vec<String>,
    options: Vec<Vec<Option<String>>>,
}

/// Rows to try, in an order in which the first ones differ most. `there` is what other tables hold.
pub fn candidates(
    resolved: &Resolved,
    found: &Found,
    table: &Table,
    there: &BTreeMap<QName, Vec<Texts>>,
) -> Vec<Texts> {
    let units = units(resolved, found, table, there);
    let product: usize = units
        .iter()
        .map(|unit| unit.options.len())
        .try_fold(1_usize, usize::checked_mul)
        .unwrap_or(usize::MAX);
    let count = product.clamp(4, MOST).max(8);
    let mut rows = Vec::new();
    for n in 0..count {
        let mut row = Texts::new();
        let mut rest = n;
        for (at, unit) in units.iter().enumerate() {
            let many = unit.options.len();
            let choice = if product <= MOST {
                let choice = rest % many;
                rest /= many;
                choice
            } else {
                (n * (at + 1) + n / many) % many
            };
            for (column, value) in unit.columns.iter().zip(&unit.options[choice]) {
                row.insert(column.clone(), value.clone());
            }
        }
        for column in table.columns.iter().filter(|column| column.generated.is_none()) {
            if !row.contains_key(&column.name)
                && let Some(value) = filler(&resolved.schema, column, n)
            {
                row.insert(column.name.clone(), Some(value));
            }
        }
        rows.push(row);
    }
    rows
}

fn units(
    resolved: &Resolved,
    found: &Found,
    table: &Table,
    there: &BTreeMap<QName, Vec<Texts>>,
) -> Vec<Unit> {
    let schema = &resolved.schema;
    let mut units: Vec<Unit> = Vec::new();
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let none = Vec::new();
    let rows_of =
        |name: &QName| schema.find_table(name).and_then(|other| there.get(&other.name)).unwrap_or(&none);
    let mut add = |columns: Vec<String>, mut options: Vec<Vec<Option<String>>>| {
        let nullable = |name: &String| table.find_column(name).is_some_and(|column| column.nullable);
        if columns.iter().all(nullable) {
            options.push(vec![None; columns.len()]);
        }
        options.dedup();
        if options.is_empty() || columns.iter().any(|column| !taken.insert(column.clone())) {
            return;
        }
        units.push(Unit { columns, options });
    };
    for constraint in &table.constraints {
        let Constraint::ForeignKey { key, .. } = constraint else { continue };
        let mut options: Vec<Vec<Option<String>>> = Vec::new();
        for row in rows_of(&key.table) {
            let values: Vec<Option<String>> =
                key.references.iter().map(|column| row.get(column).cloned().flatten()).collect();
            if !options.contains(&values) && values.iter().all(Option::is_some) {
                options.push(values);
            }
        }
        options.truncate(6);
        add(key.columns.clone(), options);
    }
    for ((_, column), (other, key)) in found.links.iter().filter(|((own, _), _)| *own == table.name) {
        let mut options: Vec<Vec<Option<String>>> = Vec::new();
        for row in rows_of(other) {
            let value = vec![row.get(key).cloned().flatten()];
            if !options.contains(&value) && value[0].is_some() {
                options.push(value);
            }
        }
        options.truncate(5);
        // a key that no row has
        if let Some(column) = table.find_column(column)
            && let Some(value) = filler(schema, column, 90)
        {
            options.push(vec![Some(value)]);
        }
        add(vec![column.clone()], options);
    }
    for column in table.columns.iter().filter(|column| column.generated.is_none()) {
        let Some(picks) = found.picks.get(&(table.name.clone(), column.name.clone())) else { continue };
        let mut options: Vec<Vec<Option<String>>> =
            picks.iter().map(|value| vec![Some(value.clone())]).collect();
        if let Type::Enum(name) = &column.ty
            && let Some(of) = schema.find_enum(name)
        {
            let named: Vec<String> = of.values.iter().map(|value| value.name.clone()).collect();
            options.retain(|value| value[0].as_ref().is_some_and(|value| named.contains(value)));
            let other = named.iter().find(|value| !picks.contains(*value));
            options.extend(other.map(|value| vec![Some(value.clone())]));
        }
        add(vec![column.name.clone()], options);
    }
    for constraint in &table.constraints {
        let Constraint::Check { sql, .. } = constraint else { continue };
        for column in &table.columns {
            let named = sql.contains(&column.name) && column.ty.is_text();
            let options: Vec<Vec<Option<String>>> =
                quoted(sql).into_iter().map(|value| vec![Some(value)]).collect();
            if named && !options.is_empty() && sql.to_ascii_lowercase().contains(" in ") {
                add(vec![column.name.clone()], options);
            }
        }
    }
    units
}

/// Something for a column that does not count.
fn filler(schema: &Schema, column: &Column, n: usize) -> Option<String> {
    match &column.ty {
        Type::Enum(name) => {
            let values = &schema.find_enum(name)?.values;
            values.get(n % values.len().max(1)).map(|value| value.name.clone())
        }
        ty => Some(of_type(ty, n)),
    }
}
