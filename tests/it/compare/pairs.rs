//! Which pairs of schemas are compared?

use std::fmt;

use pg_rls::Provider;
use rls_core::{
    expr::Expr,
    resolve::Resolved,
    schema::{Command, Grant, Policy, Privilege, Role, RoleDef, Schema, Table},
};

use crate::random::{Gen, Rng, World};

/// Who tries. The last is the schema's own.
pub(super) const ROLES: [&str; 3] = ["authenticated", "anonymous", EDITOR];
pub(super) const EDITOR: &str = "compare_editor";

const COMMANDS: [Command; 5] =
    [Command::All, Command::Select, Command::Insert, Command::Update, Command::Delete];

/// A schema and what became of it.
pub(crate) struct Pair {
    pub(crate) old: Resolved,
    pub(super) new: Resolved,
    /// The same is said in other words.
    pub(super) reworded: bool,
}

impl Pair {
    pub(crate) fn new(world: &World, rng: &mut Rng) -> Self {
        loop {
            let old = declared(world, rng);
            let mut new = old.clone();
            let reworded = rng.chance(10);
            if reworded {
                reword(&mut new, rng);
            } else {
                (0..=rng.below(2)).for_each(|_| change(world, &mut new, rng));
            }
            // what the checks of the whole refuse cannot be a migration
            if let (Ok(old), Ok(new)) = (old.resolve(&Provider::Neon), new.resolve(&Provider::Neon)) {
                return Pair { old, new, reworded };
            }
        }
    }
}

/// The policies of both, for a message.
impl fmt::Display for Pair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (side, resolved) in [("old", &self.old), ("new", &self.new)] {
            writeln!(f, "--- {side}: roles {:?}", resolved.schema.roles)?;
            for group in rls_core::sql::groups(resolved) {
                for statement in group.iter().filter(|statement| !statement.starts_with("CREATE TABLE")) {
                    writeln!(f, "{statement};")?;
                }
            }
        }
        for change in rls_core::access::compare(&self.old, &self.new) {
            writeln!(f, "{change}")?;
        }
        Ok(())
    }
}

fn declared(world: &World, rng: &mut Rng) -> Schema {
    let mut schema = world.schema.clone();
    let in_roles = if rng.chance(60) { vec!["authenticated".to_owned()] } else { Vec::new() };
    schema.roles.insert(EDITOR.to_owned(), RoleDef { login: false, in_roles });
    for table in &mut schema.tables {
        let main = table.name == world.main;
        let count = if main { 1 + rng.below(3) } else { rng.below(2) };
        for _ in 0..count {
            let policy = policy(world, table, main, rng);
            table.policies.push(policy);
        }
        if rng.chance(5) {
            table.row_security = false;
        }
        if main || rng.chance(70) {
            for privilege in [Privilege::Select, Privilege::Insert, Privilege::Update, Privilege::Delete] {
                if rng.chance(85) {
                    table.grants.push(Grant::new(privilege, Role::Public));
                }
            }
        }
    }
    schema
}

fn policy(world: &World, table: &Table, main: bool, rng: &mut Rng) -> Policy {
    let name = format!("p{}", rng.next());
    let command = if main || rng.chance(30) { *rng.pick(&COMMANDS) } else { Command::Select };
    let mut policy = Policy::new(name, command, roles(rng));
    let depth = rng.below(3);
    if command.takes_using() {
        policy = policy.using(expr(world, table, depth, rng));
    }
    if command.takes_check() && (command == Command::Insert || rng.chance(50)) {
        policy = policy.check(expr(world, table, depth, rng));
    }
    if rng.chance(20) {
        policy = policy.restrictive();
    }
    policy
}

fn roles(rng: &mut Rng) -> Vec<Role> {
    let all = [Role::Public, Role::SignedIn, Role::named("anonymous"), Role::named(EDITOR)];
    match rng.below(3) {
        0 => vec![Role::Public],
        1 => vec![rng.pick(&all).clone()],
        _ => vec![all[1].clone(), rng.pick(&all[2..]).clone()],
    }
}

fn expr(world: &World, table: &Table, depth: usize, rng: &mut Rng) -> Expr {
    if rng.chance(10) {
        return Expr::Bool(rng.chance(80));
    }
    Gen::new(world, rng).expr(&table.name, depth)
}

/// One change, mostly of the main table.
fn change(world: &World, schema: &mut Schema, rng: &mut Rng) {
    if rng.chance(6) {
        let role = schema.roles.get_mut(EDITOR).unwrap();
        role.in_roles = if role.in_roles.is_empty() { vec!["authenticated".to_owned()] } else { Vec::new() };
        return;
    }
    let main = rng.chance(75);
    let tables: Vec<usize> =
        (0..schema.tables.len()).filter(|&at| (schema.tables[at].name == world.main) == main).collect();
    let table = &mut schema.tables[*rng.pick(&tables)];
    if table.policies.is_empty() || rng.chance(15) {
        let more = policy(world, table, main, rng);
        return table.policies.push(more);
    }
    if rng.chance(8) {
        table.row_security = !table.row_security;
        return;
    }
    if rng.chance(8) && !table.grants.is_empty() {
        table.grants.remove(rng.below(table.grants.len()));
        return;
    }
    let at = rng.below(table.policies.len());
    if rng.chance(15) {
        table.policies.remove(at);
        return;
    }
    let extra = expr(world, table, 1, rng);
    let policy = &mut table.policies[at];
    match rng.below(5) {
        0 => policy.roles = roles(rng),
        1 => policy.permissive = !policy.permissive,
        2 if policy.command.takes_check() && policy.command != Command::Insert => {
            policy.check = if policy.check.is_some() { None } else { Some(extra) };
        }
        _ => {
            let clauses: Vec<&mut Expr> =
                [&mut policy.using, &mut policy.check].into_iter().flatten().collect();
            let narrower = rng.chance(50);
            for clause in clauses {
                let was = std::mem::replace(clause, Expr::Bool(true));
                let extra = extra.clone();
                *clause = if narrower { was.and(extra) } else { was.or(extra) };
            }
        }
    }
}

/// The same, said otherwise: parts in another order, `!!`, De Morgan's rules, something said twice.
fn reword(schema: &mut Schema, rng: &mut Rng) {
    for policy in schema.tables.iter_mut().flat_map(|table| &mut table.policies) {
        for clause in [&mut policy.using, &mut policy.check].into_iter().flatten() {
            *clause = otherwise(clause, rng);
        }
    }
}

fn otherwise(expr: &Expr, rng: &mut Rng) -> Expr {
    let parts = |parts: &[Expr], rng: &mut Rng| -> Vec<Expr> {
        let mut parts: Vec<Expr> = parts.iter().map(|part| otherwise(part, rng)).collect();
        parts.reverse();
        parts
    };
    match expr {
        Expr::And(all) if rng.chance(30) => Expr::any(parts(all, rng).into_iter().map(Expr::not)).not(),
        Expr::And(all) => Expr::all(parts(all, rng)),
        Expr::Or(any) => Expr::any(parts(any, rng)),
        one if rng.chance(20) => one.clone().not().not(),
        one if rng.chance(20) => one.clone().or(one.clone().and(Expr::Bool(true))),
        one => one.clone(),
    }
}
