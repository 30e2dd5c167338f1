//! What do people change in a column's type, a policy, an enum, a constraint?

use rls_core::{
    ident::QName,
    schema::{Action, Command, Constraint, Deferrable, Enum, PolicyName, Type},
};

use super::{
    make::text,
    mend::forget,
    model::Model,
    policies::{self, predicate},
    types,
};
use crate::random::Rng;

/// Another type, mostly one that values can be cast to.
pub(super) fn retype(model: &mut Model, at: usize, number: usize, rng: &mut Rng) {
    let column = &model.schema.tables[at].columns[number];
    let near: Vec<Type> = match &column.ty {
        Type::SmallInt | Type::Integer => vec![Type::BigInt, Type::Numeric, Type::Integer, Type::Text],
        Type::BigInt => vec![Type::Integer, Type::Numeric, Type::Text],
        Type::Text => vec![
            Type::Other("varchar(80)".to_owned()),
            Type::Other("varchar(3)".to_owned()),
            Type::Uuid,
            Type::BigInt,
            Type::Boolean,
            Type::array(Type::Text),
        ],
        Type::Timestamp | Type::Date => vec![Type::TimestampTz, Type::Timestamp, Type::Text],
        Type::Enum(_) => vec![Type::Text],
        Type::Real => vec![Type::DoublePrecision],
        Type::Array(_) => vec![Type::Text, Type::array(Type::Text)],
        _ => vec![Type::Text, Type::Jsonb],
    };
    let enums: Vec<Type> = model.schema.enums.iter().map(|one| Type::Enum(one.name.clone())).collect();
    let ty = match rng.below(10) {
        0..=5 => rng.pick(&near).clone(),
        6 | 7 if !enums.is_empty() => rng.pick(&enums).clone(),
        _ => types::any(&model.schema, rng),
    };
    let number_like = |ty: &Type| matches!(ty, Type::SmallInt | Type::Integer | Type::BigInt | Type::Numeric);
    let related = number_like(&column.ty) && number_like(&ty);
    let (token, old) = (column.name.clone(), column.ty.clone());
    // the columns that refer to it, or to which it refers, change with it, or the reference goes
    let mut all = vec![(at, token.clone())];
    if rng.chance(60) {
        for (other, table) in model.schema.tables.iter().enumerate() {
            for constraint in &table.constraints {
                let Constraint::ForeignKey { key, .. } = constraint else { continue };
                if key.references == [token.clone()] && key.columns.len() == 1 {
                    all.push((other, key.columns[0].clone()));
                }
            }
        }
    }
    for (at, token) in all {
        forget(model, at, &token, related);
        let default = types::default(&model.schema, &ty, rng);
        let Some(column) = model.schema.tables[at].columns.iter_mut().find(|column| column.name == token)
        else {
            continue;
        };
        if column.ty != old {
            continue;
        }
        column.ty = ty.clone();
        column.generated = None;
        column.collate = None;
        if !ty.may_be_identity() {
            column.identity = None;
        }
        if column.default.is_some() {
            column.default = None;
            if let Some(sql) = default.filter(|_| rng.chance(60)) {
                *column = column.clone().default_sql(sql);
            }
        }
    }
}

pub(super) fn policy(model: &mut Model, at: usize, number: usize, rng: &mut Rng) {
    let new = predicate(model, at, rng);
    let roles = policies::roles(model, rng);
    let policy = &mut model.schema.tables[at].policies[number];
    match rng.below(8) {
        0 => policy.roles = roles,
        1 => policy.permissive = !policy.permissive,
        2 => {
            let all = [Command::All, Command::Select, Command::Insert, Command::Update, Command::Delete];
            policy.command = *rng.pick(&all);
            if !policy.command.takes_using() {
                policy.using = None;
                policy.check.get_or_insert(new);
            }
            if !policy.command.takes_check() {
                policy.check = None;
            }
        }
        3 => policy.name = PolicyName::Given(format!("renamed {}", rng.below(100))),
        4 if policy.using.is_some() && policy.check.is_some() => {
            *if rng.chance(50) { &mut policy.using } else { &mut policy.check } = None;
        }
        5 | 6 if policy.command.takes_using() => policy.using = Some(new),
        _ if policy.command.takes_check() => policy.check = Some(new),
        _ => policy.using = Some(new),
    }
}

pub(super) fn enumeration(model: &mut Model, at: usize, rng: &mut Rng) {
    let count = model.schema.enums[at].values.len();
    let token = model.schema.enums[at].name.name.clone();
    match rng.below(10) {
        0..=2 => {
            let name = model.new_value(at, rng);
            let value = model.token('v', QName::new(name));
            let made = Enum::new(QName::new("")).value(value).values;
            let place = if rng.chance(50) { count } else { rng.below(count + 1) };
            model.schema.enums[at].values.splice(place..place, made);
        }
        3 if count > 1 => {
            model.schema.enums[at].values.remove(rng.below(count));
        }
        4 if count > 1 => {
            let (one, other) = (rng.below(count), rng.below(count));
            model.schema.enums[at].values.swap(one, other);
        }
        5 => {
            let value = model.schema.enums[at].values[rng.below(count)].name.clone();
            let name = QName::new(model.new_value(at, rng));
            model.rename(&value, name, rng);
        }
        6 | 7 => {
            let name = model.new_enum_name(rng);
            model.rename(&token, name, rng);
        }
        8 => {
            model.schema.enums.remove(at);
        }
        _ => {
            let comment = &mut model.schema.enums[at].comment;
            *comment = if comment.is_some() { None } else { Some(text(rng)) };
        }
    }
}

pub(super) fn constraint(constraint: &mut Constraint, rng: &mut Rng) {
    match constraint {
        Constraint::ForeignKey { key, .. } if rng.chance(85) => match rng.below(3) {
            0 => key.on_delete = *rng.pick(&[Action::Cascade, Action::Restrict, Action::NoAction]),
            1 => key.on_update = *rng.pick(&[Action::Cascade, Action::SetNull, Action::NoAction]),
            _ => key.deferrable = if key.deferrable.is_some() { None } else { Some(Deferrable::Deferred) },
        },
        Constraint::Check { column, .. } if rng.chance(50) => *column = None,
        Constraint::Check { name, .. }
        | Constraint::ForeignKey { name, .. }
        | Constraint::PrimaryKey { name, .. }
        | Constraint::Unique { name, .. } => *name = format!("named {}", rng.below(1_000_000)),
    }
}
