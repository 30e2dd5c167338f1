//! Which statements undo what the model has no word for?
//!
//! The planner goes from words to words. What stands on a table of ours and has none (TRUNCATE for a caller, a privilege with grant option, a
//! constraint that is not what its name's is) is undone beside the plan: before it what is in its way, after it what it makes room for.

use std::collections::BTreeSet;

use super::{
    Built,
    table::{bypasses, is_like, is_like_index},
};
use crate::{
    catalog::{
        Acl, Catalog, Relation,
        compare::{Aspect, Became, Difference, Kind},
    },
    ident::{QName, quote},
    plan::{Hazard, HazardKind, Options, Step},
    resolve::Resolved,
    schema::{Constraint, Role, Schema, Table},
    sql::{
        alter,
        grant::{Way, on},
        role,
    },
};

/// One statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mend {
    /// The statement.
    sql: String,
    /// Why, in a line.
    note: Option<String>,
    /// Whether it comes after the plan.
    pub(super) late: bool,
    /// The constraint or the index of this table that is gone then.
    gone: Option<(QName, String)>,
    /// What is dangerous about it.
    hazard: Option<Hazard>,
}

impl Mend {
    fn new(sql: String) -> Self {
        Mend { sql, note: None, late: false, gone: None, hazard: None }
    }

    fn gone(sql: String, note: &str, table: &QName, name: &str) -> Self {
        let gone = Some((table.clone(), name.to_owned()));
        let says = format!("no way back makes {name} on {table} again, since the model has no word for it");
        let hazard = Some(Hazard::new(HazardKind::Irreversible, says));
        Mend { note: Some(note.to_owned()), gone, hazard, ..Mend::new(sql) }
    }

    fn narrows(self, says: String) -> Self {
        Mend { hazard: Some(Hazard::new(HazardKind::NarrowsAccess, says)), ..self }
    }

    /// The schema once it is done.
    pub(super) fn done(&self, schema: &mut Schema) {
        let Some((table, name)) = &self.gone else { return };
        let Some(table) = schema.find_table_mut(table) else { return };
        table.constraints.retain(|one| one.name() != name);
        table.indexes.retain(|one| one.name != *name);
    }

    /// As a plan has it.
    pub(super) fn step(&self) -> Step {
        let hazards = self.hazard.iter().cloned().collect();
        Step { sql: self.sql.clone(), hazards, note: self.note.clone() }
    }
}

/// Statements that do not wait for a lock for ever.
pub(super) fn with_timeout(mut steps: Vec<Step>, options: &Options) -> Vec<Step> {
    if let Some(timeout) = &options.lock_timeout {
        steps.insert(
            0,
            Step { sql: alter::set_local("lock_timeout", timeout), hazards: Vec::new(), note: None },
        );
    }
    steps
}

/// The statements, and the differences without those that are none of ours: the owner is whoever built, and what a role has that
/// row security does not hold for is not said.
pub(super) fn mends(
    live: &Catalog,
    built: &Built<'_>,
    others: &[Built<'_>],
    aligned: &Resolved,
    mut differences: Vec<Difference>,
) -> (Vec<Mend>, Vec<Difference>) {
    let said = &built.said.schema;
    let mut mends = Vec::new();
    for table in &said.tables {
        let (schema, name) = table.name.key();
        let (Some(is), Some(ours)) = (live.relation(schema, name), built.catalog.relation(schema, name))
        else {
            continue;
        };
        if is.is_table() {
            let others = others.iter().filter_map(|other| other.catalog.relation(schema, name)).collect();
            let of = Of { live, table, is, ours, others, aligned: aligned.schema.find_table(&table.name) };
            of.privileges(&mut mends);
            of.constraints(&mut mends);
            of.indexes(&mut mends);
        }
    }
    roles(live, built, &mut mends);
    usage(live, built, aligned, &mut mends);
    let own: BTreeSet<&String> = said.roles.keys().collect();
    differences.retain_mut(|difference| {
        let thing = &difference.thing;
        if let Some((Kind::Privileges, name)) = &thing.part {
            let role = name.split(" on column ").next().unwrap_or_default();
            return match thing.of {
                // the owner may do everything, and a privilege on a column of which the role has the table says nothing
                Kind::Table if is_implied(live, difference, role) => false,
                Kind::Table => {
                    let asked =
                        said.tables.iter().filter(|table| table.name.key() == (&thing.schema, &thing.name));
                    let mut asked = asked.flat_map(|table| &table.grants);
                    !bypasses(live, role) || asked.any(|grant| grant.role == Role::Named(role.to_owned()))
                }
                // what others have in a Postgres schema is theirs; what ours lack is mended
                Kind::Schema => difference.became == Became::Missing,
                _ => true,
            };
        }
        if thing.kind() == Kind::Role {
            // the cluster's, and ours where a run made the role on this server
            difference.aspects.retain(|aspect| aspect.what != "comment");
        }
        match thing.of {
            Kind::Role if own.contains(&thing.name) => {}
            // of the provider's own only whether row security holds for them
            Kind::Role => {
                difference.aspects.retain(|aspect| matches!(aspect.what.as_str(), "superuser" | "bypassrls"));
            }
            _ => {}
        }
        if thing.part.is_none() {
            difference.aspects.retain(|aspect| aspect.what != "owner");
        } else if thing.kind() == Kind::Column {
            let is_other = |what: &str| difference.aspects.iter().any(|aspect| aspect.what == what);
            if is_other("type") || is_other("identity") || is_other("default") {
                // it follows
                difference.aspects.retain(|aspect| aspect.what != "sequence");
            } else {
                // the default names the same sequence, which goes with the column on one side only
                let owned = |aspect: &Aspect| {
                    aspect.what == "sequence" && (aspect.one.is_none() || aspect.other.is_none())
                };
                difference.aspects.retain(|aspect| !owned(aspect));
            }
        }
        difference.became != Became::Other && thing.kind() != Kind::Role || !difference.aspects.is_empty()
    });
    (mends, differences)
}

/// Whether a role has what is other of its privileges on a table anyway.
fn is_implied(live: &Catalog, difference: &Difference, role: &str) -> bool {
    let thing = &difference.thing;
    let Some(relation) = live.relation(&thing.schema, &thing.name) else { return false };
    if relation.owner == role {
        return true;
    }
    let is_column = thing.part.as_ref().is_some_and(|(_, name)| name.contains(" on column "));
    let of_table = |word: &str| {
        relation.grants.iter().any(|acl| acl.0.as_deref().unwrap_or("PUBLIC") == role && acl.1 == word)
    };
    let is = difference.aspects.first().and_then(|aspect| aspect.other.as_deref()).unwrap_or_default();
    is_column && !is.is_empty() && is.split(", ").all(of_table)
}

struct Of<'a> {
    live: &'a Catalog,
    table: &'a Table,
    is: &'a Relation,
    ours: &'a Relation,
    /// The same table where other words for it come from.
    others: Vec<&'a Relation>,
    aligned: Option<&'a Table>,
}

const SAID: [&str; 4] = ["SELECT", "INSERT", "UPDATE", "DELETE"];

impl Of<'_> {
    fn privileges(&self, mends: &mut Vec<Mend>) {
        let mut revoke = |is: &[Acl], ours: &[Acl], column: Option<&str>| {
            for acl in is {
                let Acl(role, privilege, grantable) = acl;
                if ours.contains(acl) || role.as_deref().is_some_and(|role| bypasses(self.live, role)) {
                    continue;
                }
                let role = role.clone().map_or(Role::Public, Role::Named);
                let columns = column.map(|column| format!(" ({})", quote(column))).unwrap_or_default();
                let is_said = SAID.contains(&privilege.as_str());
                let option = if is_said { "GRANT OPTION FOR " } else { "" };
                if !is_said || *grantable {
                    let may = if is_said { format!("grant {privilege}") } else { privilege.clone() };
                    let says =
                        format!("{}: may {may}{columns} on {} no more", called(&role), self.table.name);
                    let what = format!("{option}{privilege}{columns} ON {}", self.table.name.quoted());
                    mends.push(Mend::new(on(Way::Revoke, &what, &[role])).narrows(says));
                }
            }
        };
        revoke(&self.is.grants, &self.ours.grants, None);
        for column in &self.is.columns {
            let ours = self.ours.columns.iter().find(|other| other.name == column.name);
            revoke(&column.grants, ours.map_or(&[], |ours| &ours.grants), Some(&column.name));
        }
    }

    fn constraints(&self, mends: &mut Vec<Mend>) {
        let alter = |part: String| alter::table(&self.table.name, &[part]);
        for kept in self.is.own_constraints().filter(|one| one.kind != "n" && !one.inherited) {
            let ours = self.ours.constraints.iter().find(|other| other.name == kept.name);
            if let Some(ours) = ours.filter(|ours| is_like(ours, kept)) {
                if ours.validated && !kept.validated {
                    let sql = alter(alter::validate_constraint(&kept.name));
                    mends.push(Mend { late: true, ..Mend::new(sql) });
                }
                continue;
            }
            let named = |table: &Table| table.constraints.iter().find(|one| one.name() == kept.name).cloned();
            let body = |one: Constraint| alter::constraint_body(&one);
            let is = self.aligned.and_then(named).map(body);
            let mut known = self.others.iter().flat_map(|other| &other.constraints);
            let is_known = known.any(|other| is_like(other, kept));
            if is.is_none() || !is_known && is == named(self.table).map(body) {
                let note = format!("the model has no word for it: {}", kept.definition);
                let sql = alter(alter::drop_constraint(&kept.name));
                mends.push(Mend::gone(sql, &note, &self.table.name, &kept.name));
            }
        }
    }

    fn indexes(&self, mends: &mut Vec<Mend>) {
        for kept in self.is.indexes.iter().filter(|one| one.constraint.is_none() && !one.parent) {
            let ours = self.ours.indexes.iter().find(|other| other.name == kept.name);
            let named = |table: &Table| table.indexes.iter().find(|one| one.name == kept.name).cloned();
            let note = match ours.filter(|ours| is_like_index(ours, kept)) {
                Some(_) if kept.valid => continue,
                Some(_) => "it was not built to its end".to_owned(),
                None => {
                    let body = |index| alter::index_body(self.table, &index);
                    let is = self.aligned.and_then(named).map(body);
                    let mut known = self.others.iter().flat_map(|other| &other.indexes);
                    let is_known = known.any(|other| is_like_index(other, kept));
                    if is.is_some() && (is_known || is != named(self.table).map(body)) {
                        continue;
                    }
                    format!("the model has no word for it: {}", kept.definition)
                }
            };
            let name = QName { schema: self.table.name.schema.clone(), name: kept.name.clone() };
            mends.push(Mend::gone(alter::drop_index(&name), &note, &self.table.name, &kept.name));
        }
    }
}

/// What a role of ours may not have, and none of the provider's that requests run as.
fn roles(live: &Catalog, built: &Built<'_>, mends: &mut Vec<Mend>) {
    let own = |name: &str| built.said.schema.roles.contains_key(name);
    for ours in &built.catalog.roles {
        let is_provider_s = built.said.provider.roles().any(|role| role == ours.name);
        let Some(is) = live.roles.iter().find(|role| role.name == ours.name) else { continue };
        if !own(&ours.name) && !is_provider_s {
            continue;
        }
        let all = [
            (is.superuser && !ours.superuser, "NOSUPERUSER"),
            (is.bypassrls && !ours.bypassrls, "NOBYPASSRLS"),
            (own(&ours.name) && is.createrole && !ours.createrole, "NOCREATEROLE"),
            (own(&ours.name) && is.createdb && !ours.createdb, "NOCREATEDB"),
            (own(&ours.name) && is.replication && !ours.replication, "NOREPLICATION"),
        ];
        let words: Vec<&str> = all.into_iter().filter(|(wrong, _)| *wrong).map(|(_, word)| word).collect();
        if !words.is_empty() {
            let words = words.join(" ");
            let says = format!("{}: is {words} afterwards", ours.name);
            mends.push(Mend::new(role::alter(&ours.name, &words)).narrows(says));
        }
    }
}

/// USAGE of a Postgres schema that somebody took away; the planner gives it with the first privilege there.
fn usage(live: &Catalog, built: &Built<'_>, aligned: &Resolved, mends: &mut Vec<Mend>) {
    for (schema, role) in role::users(&aligned.schema) {
        let of = |catalog: &'_ Catalog| catalog.schemas.iter().find(|one| one.name == schema).cloned();
        let (Some(is), Some(ours)) = (of(live), of(built.catalog)) else { continue };
        let has = |grants: &[Acl]| {
            let name = match role {
                Role::Named(name) => Some(name),
                _ => None,
            };
            let is_for = |acl: &Acl| acl.1 == "USAGE" && (acl.0.is_none() || acl.0.as_ref() == name);
            grants.iter().any(is_for)
        };
        if has(&ours.grants) && !has(&is.grants) {
            let says = format!("{}: reaches what is in the schema {schema} again", called(role));
            let hazard = Some(Hazard::new(HazardKind::WidensAccess, says));
            mends.push(Mend {
                hazard,
                ..Mend::new(role::use_of(Way::Grant, schema, std::slice::from_ref(role)))
            });
        }
    }
}

fn called(role: &Role) -> &str {
    match role {
        Role::Named(name) => name,
        _ => "PUBLIC",
    }
}
