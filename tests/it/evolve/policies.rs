//! Which policies has a random table?
//!
//! Predicates of every form, by the generator of `random/expr.rs`, and strings of SQL that look into other tables.

use rls_core::{
    expr::{Among, Compare, Expr, Literal, Value, eval::Kind},
    schema::{Column, Command, Policy, Role, Schema, Table, Type},
};

use super::{make::sql_name, model::Model, types};
use crate::random::{Gen, Rng, World, kind};

const COMMANDS: [Command; 5] =
    [Command::All, Command::Select, Command::Insert, Command::Update, Command::Delete];

pub(super) fn add(model: &mut Model, at: usize, rng: &mut Rng) {
    let policy = policy(model, at, rng);
    model.schema.tables[at].policies.push(policy);
}

fn policy(model: &Model, at: usize, rng: &mut Rng) -> Policy {
    let command = *rng.pick(&COMMANDS);
    let roles = roles(model, rng);
    let name = (*rng.pick(&["read", "write \"it\"", "p", "owner's", "Größe"])).to_owned();
    let mut policy = if rng.chance(20) {
        Policy::crud(command, roles)
    } else {
        Policy::new(format!("{name} {}", rng.below(100)), command, roles)
    };
    if command.takes_using() && rng.chance(95) {
        policy.using = Some(predicate(model, at, rng));
    }
    if command.takes_check() && (command == Command::Insert || rng.chance(50)) {
        policy.check = Some(predicate(model, at, rng));
    }
    policy.permissive = rng.chance(82);
    policy
}

pub(super) fn roles(model: &Model, rng: &mut Rng) -> Vec<Role> {
    (0..=usize::from(rng.chance(25))).map(|_| model.any_role(rng)).collect()
}

/// A predicate over the columns of a table.
pub(super) fn predicate(model: &Model, at: usize, rng: &mut Rng) -> Expr {
    match rng.below(10) {
        0 => Expr::Bool(rng.chance(60)),
        1 | 2 => string(model, at, rng),
        3 | 4 => lookup(model, at, rng).unwrap_or(Expr::Bool(true)),
        _ => {
            let comparable =
                |table: &Table| table.columns.iter().any(|column| kind(&column.ty) != Kind::Other);
            if !model.schema.tables.iter().all(comparable) {
                return Expr::present(Value::CallerId);
            }
            let world = World::bare(model.schema.clone());
            let depth = rng.below(3);
            let mut expr = Gen::new(&world, rng).expr(&model.schema.tables[at].name, depth);
            fit(&model.schema, &model.schema.tables[at], &mut expr, rng);
            expr
        }
    }
}

/// Rows of another table, or of the same one, for which something holds.
fn lookup(model: &Model, at: usize, rng: &mut Rng) -> Option<Expr> {
    let table = &model.schema.tables[at];
    let other = rng.pick(&model.schema.tables);
    let comparable = |column: &&Column| kind(&column.ty) != Kind::Other;
    let keys: Vec<&Column> = other.columns.iter().filter(comparable).collect();
    let pairs: Vec<(&Column, &Column)> = keys
        .into_iter()
        .flat_map(|key| table.columns.iter().filter(move |own| own.ty == key.ty).map(move |own| (own, key)))
        .collect();
    if pairs.is_empty() {
        return None;
    }
    let (own, key) = *rng.pick(&pairs);
    let owner = other.columns.iter().find(|column| column.ty.caller_id().is_some());
    let among = match owner {
        Some(user) => Among::member(&own.name, other.name.clone(), &key.name, &user.name, None),
        None => {
            let some = Expr::present(Value::column(&rng.pick(&other.columns).name));
            Among::parent(&own.name, other.name.clone(), &key.name, some)
        }
    };
    Some(Expr::among(among))
}

/// SQL of the author's.
fn string(model: &Model, at: usize, rng: &mut Rng) -> Expr {
    let table = &model.schema.tables[at];
    let (this, other) = (&table.name.name, rng.pick(&model.schema.tables));
    if table.columns.is_empty() || other.columns.is_empty() {
        return Expr::sql("auth.user_id() IS NOT NULL");
    }
    let own = rng.pick(&table.columns);
    let name = sql_name(&own.name);
    let qualified = if rng.chance(50) { format!("{}.{name}", sql_name(this)) } else { name.clone() };
    let theirs = rng.pick(&other.columns);
    match rng.below(4) {
        0 => Expr::sql(types::condition(&model.schema, &own.ty, &qualified, rng)),
        1 if own.ty == Type::Text => Expr::sql(format!("{qualified} = (SELECT auth.user_id())")),
        2 if own.ty == theirs.ty && other.name != table.name && types::may_be_key(&own.ty) => {
            Expr::exists(format!(
                "SELECT 1 FROM {} AS o WHERE o.{} = {}.{name}",
                sql_name(&other.name.name),
                sql_name(&theirs.name),
                sql_name(this),
            ))
        }
        3 if other.name != table.name => Expr::sql(format!(
            "{qualified} IS NULL OR (SELECT count(*) FROM {} WHERE {} IS NOT NULL) > 3",
            sql_name(&other.name.name),
            sql_name(&theirs.name),
        )),
        _ => Expr::sql(format!("{qualified} IS NOT NULL")),
    }
}

/// The constants beside an enum's column become values that it has.
pub(super) fn fit(schema: &Schema, table: &Table, expr: &mut Expr, rng: &mut Rng) {
    let values = |column: &Value| match column {
        Value::Column(column) => match table.find_column(column).map(|column| &column.ty) {
            Some(ty @ Type::Enum(_)) => {
                Some(types::values(schema, ty).iter().map(|sql| sql.replace('\'', "")).collect::<Vec<_>>())
            }
            _ => None,
        },
        _ => None,
    };
    let mut put = |literal: &mut Literal, values: &[String]| {
        if let Literal::Text(text) = literal
            && !values.contains(text)
        {
            text.clone_from(rng.pick(values));
        }
    };
    match expr {
        Expr::Compare(Compare { left, right: Value::Literal(literal), .. }) => {
            if let Some(values) = values(left) {
                put(literal, &values);
            }
        }
        Expr::In(value, list) => {
            if let Some(values) = values(value) {
                list.iter_mut().for_each(|literal| put(literal, &values));
            }
        }
        Expr::And(parts) | Expr::Or(parts) => parts.iter_mut().for_each(|part| fit(schema, table, part, rng)),
        Expr::Not(inner) => fit(schema, table, inner, rng),
        Expr::Among(among) => {
            if let Some(other) = schema.find_table(&among.table) {
                fit(schema, other, &mut among.when, rng);
            }
        }
        _ => {}
    }
}
