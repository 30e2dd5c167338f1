//! How do privileges come and go?
//!
//! What goes is revoked early and what comes is granted late, each role's all at once. A privilege on the whole table and
//! one on columns are two things to Postgres, and REVOKE of the first takes the second along: so the one goes first, and
//! the other is granted afterwards. Privileges follow new names, and go with a column that goes or is made anew.

use std::collections::{BTreeMap, BTreeSet};

use super::{order::Phase, order::Steps, transition::Transition};
use crate::{
    diff::Change,
    schema::{Grant, Privilege, Role, Table},
    sql::grant::{Way, privileges},
};

/// Gives the statements their places.
pub(super) fn steps(transition: &Transition<'_>, steps: &mut Steps) {
    for change in &transition.tables {
        let (table, revoked, granted) = match change {
            Change::Created(new) => (*new, Vec::new(), new.grants.clone()),
            Change::Kept { old, new } => {
                let (revoked, granted) = between(transition, old, new);
                (*new, revoked, granted)
            }
            Change::Dropped(_) => continue,
        };
        for (phase, way, grants) in
            [(Phase::Revokes, Way::Revoke, revoked), (Phase::Grants, Way::Grant, granted)]
        {
            for sql in privileges(way, &table.name, &grants) {
                steps.add(phase, sql);
            }
        }
    }
}

/// A role's privilege on a table.
#[derive(Default)]
struct Held<'t> {
    whole: bool,
    columns: BTreeSet<&'t str>,
}

type All<'t> = BTreeMap<(&'t Role, Privilege), Held<'t>>;

/// What is revoked and what is granted.
fn between(transition: &Transition<'_>, old: &Table, new: &Table) -> (Vec<Grant>, Vec<Grant>) {
    let touched = transition.touched;
    if old.grants == new.grants && touched.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let is: All<'_> = held(new);
    let mut was: All<'_> = held(old);
    for held in was.values_mut() {
        held.columns
            .retain(|column| new.find_column(column).is_some() && !touched.is_replaced(&new.name, column));
    }
    let (mut revoked, mut granted) = (Vec::new(), Vec::new());
    let nothing = Held::default();
    let both: BTreeSet<_> = was.keys().chain(is.keys()).copied().collect();
    for at in both {
        let (was, is) = (was.get(&at).unwrap_or(&nothing), is.get(&at).unwrap_or(&nothing));
        let grant = |columns: Vec<&str>| Grant {
            role: at.0.clone(),
            privilege: at.1,
            columns: columns.into_iter().map(str::to_owned).collect(),
        };
        let less: Vec<&str> = was.columns.difference(&is.columns).copied().collect();
        let more: Vec<&str> = is.columns.difference(&was.columns).copied().collect();
        if was.whole && !is.whole {
            revoked.push(grant(Vec::new()));
        } else if !less.is_empty() {
            revoked.push(grant(less));
        }
        if is.whole && !was.whole {
            granted.push(grant(Vec::new()));
        } else if !more.is_empty() {
            granted.push(grant(more));
        }
    }
    (revoked, granted)
}

/// What each role has; where it has the whole table, its columns are none.
fn held(table: &Table) -> All<'_> {
    let mut all: All<'_> = BTreeMap::new();
    for grant in &table.grants {
        let held = all.entry((&grant.role, grant.privilege)).or_default();
        held.whole |= grant.columns.is_empty();
        held.columns.extend(grant.columns.iter().map(String::as_str));
    }
    for held in all.values_mut().filter(|held| held.whole) {
        held.columns.clear();
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ident::QName,
        plan::{Options, plan},
        provider::Provider,
        schema::{Column, Schema, Type},
    };

    fn table(name: QName, grants: &[Grant]) -> Table {
        let mut table = Table::new(name)
            .column(Column::new("a", Type::Text))
            .column(Column::new("b", Type::Text))
            .no_derived_grants();
        table.grants = grants.to_vec();
        table
    }

    fn said(old: Table, new: Table) -> Vec<String> {
        let resolved = |table| Schema::new().table(table).resolve(&Provider::Neon).unwrap();
        let options = Options { lock_timeout: None, ..Options::default() };
        let plan = plan(&resolved(old), &resolved(new), &options);
        plan.parts.iter().flat_map(|part| &part.up).map(|step| step.sql.replace('"', "")).collect()
    }

    fn change(old: &[Grant], new: &[Grant]) -> Vec<String> {
        said(table(QName::new("t"), old), table(QName::new("t"), new))
    }

    fn select(role: &str) -> Grant {
        Grant::new(Privilege::Select, Role::named(role))
    }

    #[test]
    fn roles_that_get_the_same_get_it_in_one_statement() {
        let insert = Grant::new(Privilege::Insert, Role::named("x")).column("a");
        assert_eq!(
            change(&[select("gone")], &[select("x"), insert.clone(), select("y")]),
            ["REVOKE SELECT ON t FROM gone", "GRANT SELECT, INSERT (a) ON t TO x", "GRANT SELECT ON t TO y"]
        );
        assert_eq!(change(&[], &[select("x"), select("y")]), ["GRANT SELECT ON t TO x, y"]);
    }

    /// REVOKE on the table takes the columns along, so what is left of them is granted afterwards.
    #[test]
    fn the_table_and_its_columns_are_two_things() {
        let on_a = || select("x").column("a");
        assert_eq!(
            change(&[select("x")], &[on_a()]),
            ["REVOKE SELECT ON t FROM x", "GRANT SELECT (a) ON t TO x"]
        );
        assert_eq!(
            change(&[on_a()], &[select("x")]),
            ["REVOKE SELECT (a) ON t FROM x", "GRANT SELECT ON t TO x"]
        );
        assert_eq!(
            change(&[on_a()], &[select("x").column("b")]),
            ["REVOKE SELECT (a) ON t FROM x", "GRANT SELECT (b) ON t TO x"]
        );
        assert_eq!(change(&[on_a()], &[on_a().column("b")]), ["GRANT SELECT (b) ON t TO x"]);
    }

    /// What is on a column goes with it, and comes again with a column that is made anew.
    #[test]
    fn columns_take_their_privileges_along() {
        let both = || select("x").column("a").column("b");
        let old = table(QName::new("t"), &[both()]);
        let mut new = old.clone();
        new.columns.pop();
        new.grants = vec![select("x").column("a")];
        let all = said(old.clone(), new);
        assert!(all.iter().all(|sql| !sql.contains("REVOKE") && !sql.contains("GRANT")), "{all:?}");
        let mut new = old.clone();
        new.columns[1].generated = Some("a || 'x'".to_owned());
        let all = said(old.clone(), new);
        assert_eq!(all.iter().filter(|sql| *sql == "GRANT SELECT (b) ON t TO x").count(), 1, "{all:?}");
        let mut new = old.clone();
        new.columns[1] = Column::new("c", Type::Text).renamed_from("b");
        new.grants = vec![select("x").column("a").column("c")];
        assert_eq!(said(old, new), ["ALTER TABLE t RENAME COLUMN b TO c"]);
    }

    #[test]
    fn whoever_has_something_in_a_postgres_schema_may_use_it() {
        let in_app = QName::qualified("app", "t");
        let moved = table(in_app.clone(), &[select("x")]).renamed_from(QName::new("t"));
        assert_eq!(
            said(table(QName::new("t"), &[select("x")]), moved),
            [
                "CREATE SCHEMA IF NOT EXISTS app",
                "ALTER TABLE public.t SET SCHEMA app",
                "GRANT USAGE ON SCHEMA app TO x"
            ]
        );
        assert_eq!(
            said(table(in_app.clone(), &[select("x")]), table(in_app, &[select("y")])),
            [
                "REVOKE USAGE ON SCHEMA app FROM x",
                "REVOKE SELECT ON app.t FROM x",
                "GRANT USAGE ON SCHEMA app TO y",
                "GRANT SELECT ON app.t TO y"
            ]
        );
    }
}
