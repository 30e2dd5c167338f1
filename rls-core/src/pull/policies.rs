//! Which words say the policies of a table?
//!
//! Four policies that `owner` would make are `owner`; those that a `crud` would make, by their names, are a `crud`; any other is a
//! `policy`.

use super::{
    predicate::Scope,
    source::{call, string},
};
use crate::{
    expr::Expr,
    provider::Provider,
    schema::{CallerId, Command, Policy, Role, Table, crud_name},
};

/// The words for the policies.
pub(super) struct Said {
    /// `owner = "…"` and what belongs to it.
    pub(super) short: Vec<String>,
    /// The column of the owner.
    pub(super) owner: Option<String>,
    /// Each `crud` and `policy`.
    pub(super) rest: Vec<String>,
}

/// How a predicate is written; SQL where Rust has no word for it.
pub(super) type Write<'w> = dyn Fn(&Expr, bool) -> String + 'w;

/// The words, the short ones where `short` says so.
pub(super) fn words(
    table: &Table,
    provider: &Provider,
    scope: &Scope<'_>,
    write: &Write<'_>,
    short: bool,
) -> Said {
    let mut said = Said { short: Vec::new(), owner: None, rest: Vec::new() };
    let (cruds, rest) = if short { cruds(table) } else { (Vec::new(), table.policies.iter().collect()) };
    let signed_in = Role::Named(provider.signed_in().to_owned());
    let owned =
        cruds.iter().position(|crud| crud.owner(table).is_some() && crud.roles == [signed_in.clone()]);
    let owned = owned.or_else(|| cruds.iter().position(|crud| crud.owner(table).is_some()));
    for (at, crud) in cruds.iter().enumerate() {
        let roles = (crud.roles != [signed_in.clone()]).then(|| roles(&crud.roles));
        if owned == Some(at)
            && let Some(owner) = crud.owner(table)
            && let Some(field) = scope.write(&Expr::owner(owner)).as_deref().and_then(inside)
        {
            let word = Expr::owner(owner);
            said.short.push(format!("owner = {field}"));
            said.short.extend(roles.map(|roles| format!("role = {roles}")));
            let halves = [("read", &crud.read), ("modify", &crud.halves[0])];
            for (half, expr) in halves {
                let expr = expr.filter(|expr| **expr != word);
                said.short.extend(expr.map(|expr| format!("{half} = {}", write(expr, false))));
            }
            said.owner = Some(owner.to_owned());
            continue;
        }
        let mut arguments: Vec<String> = roles.map(|roles| format!("role = {roles}")).into_iter().collect();
        arguments.extend(crud.read.map(|expr| format!("read = {}", write(expr, false))));
        let modify = crud.modify();
        arguments.extend(modify.map(|expr| format!("modify = {}", write(expr, false))));
        for (word, half) in ["insert", "update", "delete"].iter().zip(&crud.halves) {
            let half = half.filter(|half| Some(*half) != modify);
            arguments.extend(half.map(|expr| format!("{word} = {}", write(expr, *word == "insert"))));
        }
        said.rest.push(call("crud", &arguments));
    }
    said.rest.extend(rest.iter().map(|policy| single(policy, &signed_in, write)));
    said
}

/// What stands between the brackets of a call.
fn inside(call: &str) -> Option<&str> {
    call.split_once('(')?.1.strip_suffix(')')
}

/// `policy(…)`.
fn single(policy: &Policy, signed_in: &Role, write: &Write<'_>) -> String {
    let mut arguments = vec![format!("name = {}", string(policy.name()))];
    if policy.command != Command::All {
        arguments.push(format!("for = \"{}\"", policy.command.to_string().to_ascii_lowercase()));
    }
    if policy.roles.as_slice() != std::slice::from_ref(signed_in) {
        arguments.push(format!("to = {}", roles(&policy.roles)));
    }
    if !policy.permissive {
        arguments.push("restrictive".to_owned());
    }
    arguments.extend(policy.using.as_ref().map(|expr| format!("using = {}", write(expr, false))));
    arguments.extend(policy.check.as_ref().map(|expr| format!("with_check = {}", write(expr, true))));
    call("policy", &arguments)
}

/// A role, or a list of them.
pub(super) fn roles(roles: &[Role]) -> String {
    let name = |role: &Role| match role {
        Role::Public => string("public"),
        Role::SignedIn => string("authenticated"),
        Role::Named(name) => string(name),
    };
    match roles {
        [one] => name(one),
        several => format!("[{}]", several.iter().map(name).collect::<Vec<_>>().join(", ")),
    }
}

/// The policies that one `crud` makes.
struct Crud<'t> {
    /// In the order that gives their names.
    roles: Vec<Role>,
    read: Option<&'t Expr>,
    /// Insert, update, delete.
    halves: [Option<&'t Expr>; 3],
}

impl<'t> Crud<'t> {
    /// What `modify` would say: all three are there, and at least two of them say it, or all differ and the first does.
    fn modify(&self) -> Option<&'t Expr> {
        let [Some(insert), Some(update), Some(delete)] = self.halves else { return None };
        Some(if update == delete { update } else { insert })
    }

    /// The column of the owner, where the short form can say this: both halves are there, and one is an owner's.
    fn owner(&self, table: &Table) -> Option<&'t str> {
        let modify = self.modify()?;
        let read = self.read?;
        if self.halves.iter().any(|half| *half != Some(modify)) {
            return None;
        }
        let owner = |expr: &'t Expr| match expr {
            Expr::Owner(column) => Some(column.as_str()),
            _ => None,
        };
        let column = owner(modify).or_else(|| owner(read))?;
        let of = table.find_column(column)?;
        let holds: Option<CallerId> = of.ty.caller_id();
        (holds.is_some() && of.generated.is_none() && of.identity.is_none()).then_some(column)
    }
}

/// The policies that a `crud` would make of the same name, by their roles, and the others.
fn cruds(table: &Table) -> (Vec<Crud<'_>>, Vec<&Policy>) {
    let mut cruds: Vec<Crud<'_>> = Vec::new();
    let mut rest = Vec::new();
    for policy in &table.policies {
        let Some(roles) = crud_roles(policy) else {
            rest.push(policy);
            continue;
        };
        let at = match cruds.iter().position(|crud| crud.roles == roles) {
            Some(at) => at,
            None => {
                cruds.push(Crud { roles, read: None, halves: [None; 3] });
                cruds.len() - 1
            }
        };
        let crud = &mut cruds[at];
        match policy.command {
            Command::Select => crud.read = policy.using.as_ref(),
            Command::Insert => crud.halves[0] = policy.check.as_ref(),
            Command::Update => crud.halves[1] = policy.using.as_ref(),
            _ => crud.halves[2] = policy.using.as_ref(),
        }
    }
    (cruds, rest)
}

/// The roles in the order in which a `crud` would have to name them to make this policy.
fn crud_roles(policy: &Policy) -> Option<Vec<Role>> {
    let whole = match policy.command {
        Command::All => return None,
        Command::Select | Command::Delete => policy.using.is_some() && policy.check.is_none(),
        Command::Insert => policy.check.is_some() && policy.using.is_none(),
        Command::Update => policy.using.is_some() && policy.using == policy.check,
    };
    if !whole || !policy.permissive || policy.roles.len() > 5 {
        return None;
    }
    let mut order = policy.roles.clone();
    permuted(&mut order, 0, &|roles| crud_name(roles, policy.command) == policy.name())
}

/// The first order of these for which it holds.
fn permuted(roles: &mut Vec<Role>, from: usize, holds: &dyn Fn(&[Role]) -> bool) -> Option<Vec<Role>> {
    if from + 1 >= roles.len() {
        return holds(roles).then(|| roles.clone());
    }
    for at in from..roles.len() {
        roles.swap(from, at);
        if let Some(found) = permuted(roles, from + 1, holds) {
            return Some(found);
        }
        roles.swap(from, at);
    }
    None
}
