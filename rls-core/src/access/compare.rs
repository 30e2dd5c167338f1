//! Does a change let somebody at more rows than before?
//!
//! For each cell of both schemas, by implication in both directions over what decides it: the privilege, the rows that
//! are there, the rows that may come to be. What has another meaning than before, such as a column of another type or SQL
//! that reads a table whose policies changed, is never taken for the same.
//!
//! [`Verdict::Same`] and [`Verdict::Narrows`] are proofs, for statements that read nothing back and leaving aside those
//! that end in an error. The rest is not: SQL that is written otherwise and means the same is a change.

mod line;
mod meaning;
mod values;

use std::{collections::BTreeSet, fmt};

use super::{COMMANDS, Cell, Held, cell::Cells, cell::privilege, lifted, words};
use crate::{
    expr::{Expr, Facts, Implied},
    ident::QName,
    resolve::Resolved,
    schema::{Command, Role, Table},
};
pub use line::{Line, lines};
use meaning::{Meaning, Pair, Pairs};

/// What a change does to who may do what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Nothing.
    Same,
    /// Less is let through.
    Narrows,
    /// More is let through.
    Widens,
    /// Some is let through that was not, and some no more. To be read as widening.
    Changes,
    /// It could not be worked out. To be read as widening.
    Unknown,
}

impl Verdict {
    /// Whether something may be let through that was not before.
    pub fn may_widen(self) -> bool {
        !matches!(self, Verdict::Same | Verdict::Narrows)
    }

    /// Of whether the new implies the old, and the old the new.
    fn of(new_in_old: Implied, old_in_new: Implied) -> Self {
        match (new_in_old, old_in_new) {
            (Implied::Yes, Implied::Yes) => Verdict::Same,
            (Implied::Yes, _) => Verdict::Narrows,
            (Implied::No, Implied::Yes) => Verdict::Widens,
            (Implied::No, Implied::No) => Verdict::Changes,
            _ => Verdict::Unknown,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Verdict::Same => "same",
            Verdict::Narrows => "narrows",
            Verdict::Widens => "widens",
            Verdict::Changes => "changes",
            Verdict::Unknown => "cannot tell",
        })
    }
}

/// On what occasion a cell is another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Occasion {
    /// Policies, privileges, memberships, or what they depend on.
    Edited,
    /// The table is new.
    TableIsNew,
    /// The table is gone.
    TableIsGone,
}

/// How a cell changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The table, by its new name.
    pub table: QName,
    /// The role.
    pub role: Role,
    /// The command.
    pub command: Command,
    /// All in all.
    pub verdict: Verdict,
    /// Of the privilege.
    pub privilege: Verdict,
    /// Of the rows that are there.
    pub using: Verdict,
    /// Of the rows that may come to be.
    pub check: Verdict,
    /// Why.
    pub occasion: Occasion,
    /// What was so; none where nothing was let through.
    pub before: Option<words::Words>,
    /// What is so; none where nothing is let through.
    pub after: Option<words::Words>,
}

/// How each cell changes from one schema to another, without those that stay the same. Tables that say `renamed_from`
/// are held against what they were called before. Roles that either schema knows, and PUBLIC, are looked at.
///
/// ```
/// use rls_core::{access::compare, expr::Expr, ident::QName, provider::Provider};
/// use rls_core::schema::{Column, Command, Policy, Role, Schema, Table, Type};
/// let read = |expr: Expr| {
///     let read = Policy::crud(Command::Select, [Role::SignedIn]).using(expr);
///     let todos = Table::new(QName::new("todos")).column(Column::new("user_id", Type::Text)).policy(read);
///     Schema::new().table(todos).resolve(&Provider::Neon).unwrap()
/// };
/// let changes = compare(&read(Expr::owner("user_id")), &read(Expr::Bool(true)));
/// assert_eq!(
///     changes[0].to_string(),
///     "widens: authenticated may SELECT todos more than before: all rows (before: own rows (`user_id`))"
/// );
/// ```
pub fn compare(old: &Resolved, new: &Resolved) -> Vec<Change> {
    if old == new {
        return Vec::new();
    }
    let (old, new) = (&*lifted(old), &*lifted(new));
    let mut roles: BTreeSet<Role> = BTreeSet::from([Role::Public]);
    roles.extend(super::shown(old));
    roles.extend(super::shown(new));
    let sides = Sides { old, new, old_cells: Cells::new(old), new_cells: Cells::new(new) };
    let pairs = Pairs::of(old, new);
    let alike = old.provider == new.provider
        && old.schema.roles == new.schema.roles
        && old.schema.enums == new.schema.enums;
    let differ: Vec<(usize, &Pair<'_>)> =
        pairs.all.iter().enumerate().filter(|(_, pair)| !(alike && is_untouched(**pair))).collect();
    let mut changes = Vec::new();
    for role in &roles {
        let meaning = Meaning::new(old, new, &pairs, role);
        let aside = meaning.types_aside();
        for &(at, pair) in &differ {
            let of_pair = COMMANDS.map(|command| sides.change([&meaning, &aside], *pair, role, command));
            changes.extend(of_pair.into_iter().flatten().map(|change| (at, change)));
        }
    }
    changes.sort_by_key(|(at, _)| *at);
    changes.into_iter().map(|(_, change)| change).collect()
}

/// Whether nothing of the table changed, and its policies look at nothing else: every cell is the same for everybody.
fn is_untouched((before, after): Pair<'_>) -> bool {
    let (Some(before), Some(after)) = (before, after) else { return false };
    let alone = |expr: &Expr| {
        let looks = |atom: &Expr| matches!(atom, Expr::Among(_) | Expr::Exists(_) | Expr::Sql(_));
        !expr.atoms().into_iter().any(|(atom, _)| looks(atom))
    };
    before == after && after.policies.iter().flat_map(|p| [&p.using, &p.check]).flatten().all(alone)
}

struct Sides<'r> {
    old: &'r Resolved,
    new: &'r Resolved,
    old_cells: Cells<'r>,
    new_cells: Cells<'r>,
}

/// What decides a cell. A clause that the command has not is true.
struct Decides {
    held: Held,
    using: Expr,
    check: Expr,
}

impl Decides {
    /// Nothing comes of it.
    fn never(&self, facts: &dyn Facts) -> bool {
        let deny = |expr: &Expr| expr.implies(&Expr::Bool(false), facts) == Implied::Yes;
        self.held == Held::No || deny(&self.using) || deny(&self.check)
    }
}

impl Sides<'_> {
    fn change(
        &self,
        [meaning, types_aside]: [&Meaning<'_>; 2],
        (before, after): (Option<&Table>, Option<&Table>),
        role: &Role,
        command: Command,
    ) -> Option<Change> {
        let table = after.or(before)?;
        let is = after.map(|table| self.decides(&self.new_cells, table, role, command, false));
        let held = |meaning: &Meaning<'_>| {
            let was = before.map(|table| self.decides(&self.old_cells, table, role, command, true));
            let was = was.map(|was| match (before, after) {
                (Some(before), Some(after)) => meaning.of(was, before, after),
                _ => was,
            });
            Verdicts::of(was.as_ref(), is.as_ref(), &meaning.facts(before, after))
        };
        let mut verdicts = held(meaning);
        if verdicts.all_in_all().may_widen() && before.is_some() && after.is_some() {
            verdicts = verdicts.unless(&held(types_aside));
        }
        let (verdict, Verdicts { privilege, using, check, .. }) = (verdicts.all_in_all(), verdicts);
        if verdict == Verdict::Same {
            return None;
        }
        let said = |cell: Option<Cell>| cell.filter(|cell| !cell.is_nothing()).map(|cell| cell.words);
        Some(Change {
            table: table.name.clone(),
            role: role.clone(),
            command,
            verdict,
            privilege,
            using,
            check,
            occasion: match (before, after) {
                (None, _) => Occasion::TableIsNew,
                (_, None) => Occasion::TableIsGone,
                _ => Occasion::Edited,
            },
            before: said(before.map(|table| self.old_cells.cell(table, role, command))),
            after: said(after.map(|table| self.new_cells.cell(table, role, command))),
        })
    }

    /// Of what was before, less is taken to have been there where that is not sure; of what is, more.
    fn decides(&self, cells: &Cells<'_>, table: &Table, role: &Role, command: Command, old: bool) -> Decides {
        let conditions = cells.conditions(table, role, command);
        let refused = old && conditions.unreadable.is_some();
        let resolved = if old { self.old } else { self.new };
        let clause = |expr: Option<Expr>| match expr {
            Some(_) if refused => Expr::Bool(false),
            Some(expr) => super::simplify::simplify(&expr, &resolved.schema, table),
            None => Expr::Bool(true),
        };
        Decides {
            held: cells.privilege(table, role, privilege(command)),
            using: clause(conditions.using),
            check: clause(conditions.check),
        }
    }
}

/// What became of what decides a cell.
struct Verdicts {
    was_never: bool,
    is_never: bool,
    privilege: Verdict,
    using: Verdict,
    check: Verdict,
}

impl Verdicts {
    fn of(was: Option<&Decides>, is: Option<&Decides>, facts: &dyn Facts) -> Self {
        let none = nothing();
        let never = |decides: Option<&Decides>| decides.is_none_or(|decides| decides.never(facts));
        let (was_never, is_never) = (never(was), never(is));
        let (was, is) = (was.unwrap_or(&none), is.unwrap_or(&none));
        let clause = |new: &Expr, old: &Expr| Verdict::of(new.implies(old, facts), old.implies(new, facts));
        Verdicts {
            was_never,
            is_never,
            privilege: Verdict::of(within(&is.held, &was.held), within(&was.held, &is.held)),
            using: clause(&is.using, &was.using),
            check: clause(&is.check, &was.check),
        }
    }

    fn all_in_all(&self) -> Verdict {
        match (self.was_never, self.is_never) {
            (true, true) => Verdict::Same,
            (true, false) => Verdict::Widens,
            (false, true) => Verdict::Narrows,
            (false, false) => all([self.privilege, self.using, self.check]),
        }
    }

    /// Nobody can tell, where by another reading nothing would widen.
    fn unless(self, other: &Verdicts) -> Self {
        let unless = |one: Verdict, other: Verdict| {
            if one.may_widen() && !other.may_widen() { Verdict::Unknown } else { one }
        };
        Verdicts { using: unless(self.using, other.using), check: unless(self.check, other.check), ..self }
    }
}

fn nothing() -> Decides {
    Decides { held: Held::No, using: Expr::Bool(false), check: Expr::Bool(false) }
}

fn within(small: &Held, large: &Held) -> Implied {
    let within = match (small, large) {
        (Held::No, _) | (_, Held::Whole) => true,
        (Held::Columns(small), Held::Columns(large)) => small.is_subset(large),
        _ => false,
    };
    if within { Implied::Yes } else { Implied::No }
}

/// All of these at once: what widens one and narrows another does both.
fn all(verdicts: [Verdict; 3]) -> Verdict {
    verdicts.into_iter().fold(Verdict::Same, |all, one| match (all, one) {
        (Verdict::Unknown, _) | (_, Verdict::Unknown) => Verdict::Unknown,
        (Verdict::Same, other) | (other, Verdict::Same) => other,
        (a, b) if a == b => a,
        _ => Verdict::Changes,
    })
}

#[cfg(test)]
mod tests;
