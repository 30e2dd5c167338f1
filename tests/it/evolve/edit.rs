//! What do people change in their models?

use rls_core::{
    ident::QName,
    schema::{Constraint, Type},
};

use super::{change, model::Model, policies};
use crate::random::Rng;

/// One change, and what comes of it elsewhere in the models.
pub(super) fn edit(model: &mut Model, rng: &mut Rng) {
    for _ in 0..20 {
        if one(model, rng) {
            return model.mend(Some(rng));
        }
    }
}

/// A table's number, or none where there is no table.
fn table(model: &Model, rng: &mut Rng) -> Option<usize> {
    let count = model.schema.tables.len();
    (count > 0).then(|| rng.below(count))
}

/// The numbers of a table and of a column of it.
fn column(model: &Model, rng: &mut Rng) -> Option<(usize, usize)> {
    let at = table(model, rng)?;
    let count = model.schema.tables[at].columns.len();
    (count > 0).then(|| (at, rng.below(count)))
}

fn one(model: &mut Model, rng: &mut Rng) -> bool {
    let what = rng.below(100);
    let done = match what {
        0..=29 => of_column(model, rng),
        30..=44 => of_table(model, rng),
        45..=64 => of_policy(model, rng),
        65..=74 => of_enum(model, rng),
        75..=84 => of_constraint(model, rng),
        85..=90 => of_index(model, rng),
        91..=94 => of_role(model, rng),
        95..=98 => of_grant(model, rng),
        _ => of_schema(model, rng),
    };
    done.is_some()
}

fn of_column(model: &mut Model, rng: &mut Rng) -> Option<()> {
    let kind = rng.below(12);
    if kind < 2 {
        let at = table(model, rng)?;
        let column = model.new_column(at, rng);
        model.schema.tables[at].columns.push(column);
        return Some(());
    }
    let (at, number) = column(model, rng)?;
    let token = model.schema.tables[at].columns[number].name.clone();
    match kind {
        2 => {
            model.schema.tables[at].columns.remove(number);
        }
        3 | 4 => {
            let name = QName::new(model.new_column_name(at, rng));
            model.rename(&token, name, rng);
        }
        5 => {
            // a column goes and another takes its name, or two change names
            let other = model.schema.tables[at].columns[rng.below(model.schema.tables[at].columns.len())]
                .name
                .clone();
            if other == token {
                return None;
            }
            let (mine, theirs) = (model.name(&token), model.name(&other));
            if rng.chance(40) {
                model.rename(&other, mine, rng);
            } else {
                model.schema.tables[at].columns.retain(|column| column.name != other);
            }
            model.rename(&token, theirs, rng);
        }
        6 | 7 => change::retype(model, at, number, rng),
        8 => {
            let column = &mut model.schema.tables[at].columns[number];
            column.nullable = !column.nullable;
        }
        9 | 10 => {
            let mut column = model.schema.tables[at].columns[number].clone();
            model.fill(at, &mut column, rng);
            model.schema.tables[at].columns[number] = column;
        }
        _ => {
            let column = &mut model.schema.tables[at].columns[number];
            if column.ty == Type::Text && rng.chance(50) {
                column.collate = if column.collate.is_some() { None } else { Some(QName::new("C")) };
            } else {
                column.comment = if column.comment.is_some() && rng.chance(50) {
                    None
                } else {
                    Some(super::make::text(rng))
                };
            }
        }
    }
    Some(())
}

fn of_table(model: &mut Model, rng: &mut Rng) -> Option<()> {
    let kind = rng.below(11);
    if kind < 2 {
        model.add_table(rng);
        let at = model.schema.tables.len() - 1;
        for _ in 0..rng.below(3) {
            policies::add(model, at, rng);
        }
        return Some(());
    }
    let at = table(model, rng)?;
    let token = model.schema.tables[at].name.name.clone();
    match kind {
        2 | 3 => {
            model.schema.tables.remove(at);
        }
        4 | 5 => {
            let name = model.new_table_name(rng);
            let stays = QName { schema: model.name(&token).schema, name: name.name.clone() };
            let name = if model.is_taken(&stays) { name } else { stays };
            model.rename(&token, name, rng);
        }
        6 | 7 => {
            // to another Postgres schema, sometimes under another name
            let mut name = model.name(&token);
            name.schema = Model::space(rng);
            if rng.chance(30) {
                name = model.new_table_name(rng);
            }
            if model.is_taken(&name) {
                return None;
            }
            model.rename(&token, name, rng);
        }
        8 => {
            let other = rng.pick(&model.schema.tables).name.name.clone();
            if other == token {
                return None;
            }
            let (mine, theirs) = (model.name(&token), model.name(&other));
            model.rename(&other, mine, rng);
            model.rename(&token, theirs, rng);
        }
        9 => {
            let table = &mut model.schema.tables[at];
            if rng.chance(50) {
                table.row_security = !table.row_security;
            } else {
                table.force = !table.force;
            }
        }
        _ => {
            let table = &mut model.schema.tables[at];
            table.comment =
                if table.comment.is_some() && rng.chance(50) { None } else { Some(super::make::text(rng)) };
        }
    }
    Some(())
}

fn of_policy(model: &mut Model, rng: &mut Rng) -> Option<()> {
    let at = table(model, rng)?;
    let count = model.schema.tables[at].policies.len();
    if count == 0 || rng.chance(20) {
        policies::add(model, at, rng);
        return Some(());
    }
    let number = rng.below(count);
    if rng.chance(20) {
        model.schema.tables[at].policies.remove(number);
        return Some(());
    }
    change::policy(model, at, number, rng);
    Some(())
}

#[allow(clippy::unnecessary_wraps, reason = "as those beside it")]
fn of_enum(model: &mut Model, rng: &mut Rng) -> Option<()> {
    let count = model.schema.enums.len();
    if count == 0 || rng.chance(10) {
        model.add_enum(rng);
        return Some(());
    }
    change::enumeration(model, rng.below(count), rng);
    Some(())
}

fn of_constraint(model: &mut Model, rng: &mut Rng) -> Option<()> {
    let at = table(model, rng)?;
    let count = model.schema.tables[at].constraints.len();
    if count == 0 || rng.chance(45) {
        model.add_constraint(at, rng);
        return Some(());
    }
    if rng.chance(25) {
        // another primary key, or one where there was none
        let is_primary = |constraint: &Constraint| matches!(constraint, Constraint::PrimaryKey { .. });
        model.schema.tables[at].constraints.retain(|constraint| !is_primary(constraint));
        model.add_primary_key(at, rng);
        return Some(());
    }
    let number = rng.below(count);
    if rng.chance(40) {
        model.schema.tables[at].constraints.remove(number);
        return Some(());
    }
    let other = model.check(at, rng);
    match (&mut model.schema.tables[at].constraints[number], other) {
        (Constraint::Check { sql, column: None, .. }, Some(Constraint::Check { sql: new, .. }))
            if rng.chance(60) =>
        {
            *sql = new;
        }
        (constraint, _) => change::constraint(constraint, rng),
    }
    Some(())
}

fn of_index(model: &mut Model, rng: &mut Rng) -> Option<()> {
    let at = table(model, rng)?;
    let count = model.schema.tables[at].indexes.len();
    if count == 0 || rng.chance(45) {
        model.add_index(at, rng);
        return Some(());
    }
    let number = rng.below(count);
    if rng.chance(50) {
        model.schema.tables[at].indexes.remove(number);
        return Some(());
    }
    let index = &mut model.schema.tables[at].indexes[number];
    match rng.below(3) {
        0 => index.name = format!("renamed {}", rng.below(1_000_000)),
        1 if index.method.is_none() => index.unique = !index.unique,
        _ => index.predicate = None,
    }
    Some(())
}

fn of_role(model: &mut Model, rng: &mut Rng) -> Option<()> {
    let roles: Vec<String> = model.schema.roles.keys().cloned().collect();
    if roles.is_empty() || rng.chance(25) {
        model.add_role(rng);
        return Some(());
    }
    let role = rng.pick(&roles).clone();
    match rng.below(3) {
        0 => {
            model.schema.roles.remove(&role);
        }
        1 => {
            let def = model.schema.roles.get_mut(&role)?;
            def.login = !def.login;
        }
        _ => {
            let def = model.schema.roles.get_mut(&role)?;
            if def.in_roles.is_empty() {
                def.in_roles.push("authenticated".to_owned());
            } else {
                def.in_roles.pop();
            }
        }
    }
    Some(())
}

fn of_grant(model: &mut Model, rng: &mut Rng) -> Option<()> {
    let at = table(model, rng)?;
    let count = model.schema.tables[at].grants.len();
    match rng.below(4) {
        0 | 1 if count > 0 => {
            model.schema.tables[at].grants.remove(rng.below(count));
        }
        2 => {
            let table = &mut model.schema.tables[at];
            table.derive_grants = !table.derive_grants;
        }
        _ => model.add_grant(at, rng),
    }
    Some(())
}

/// What is about all of it.
#[allow(clippy::unnecessary_wraps, reason = "as those beside it")]
fn of_schema(model: &mut Model, rng: &mut Rng) -> Option<()> {
    if rng.chance(50) {
        let private = (*rng.pick(&["hidden", "in side"])).to_owned();
        model.schema.private = if model.schema.private.is_some() { None } else { Some(private) };
    } else {
        model.provider = match model.provider {
            pg_rls::Provider::Neon => pg_rls::Provider::Custom(pg_rls::Custom::default()),
            _ => pg_rls::Provider::Neon,
        };
    }
    Some(())
}

impl Model {
    /// Another name; most say what it was, before this change of the models, and some forget to.
    pub(super) fn rename(&mut self, token: &str, name: QName, rng: &mut Rng) {
        self.names.insert(token.to_owned(), name);
        if rng.chance(88) {
            self.renamed.insert(token.to_owned());
        }
    }

    /// What was edited says what it was called at first, if its author thought of it.
    pub(super) fn remember(&mut self, before: &Model) {
        for token in std::mem::take(&mut self.renamed) {
            if let Some(old) = before.names.get(&token)
                && *old != self.name(&token)
            {
                self.was.insert(token, old.clone());
            }
        }
    }
}
