//! Which privileges has the model no word for?

use std::collections::BTreeSet;

use super::{
    super::{
        document::{Acl, Attribute, Relation},
        other::{
            OtherKind,
            privilege::{default_kind, default_of, grants, revoke},
            words::at,
        },
    },
    Import,
};
use crate::{
    ident::{QName, quote},
    schema::Role,
};

const WORDS: [&str; 4] = ["SELECT", "INSERT", "UPDATE", "DELETE"];

impl Import<'_> {
    /// Privileges on something that Postgres gives everybody one of, or nobody.
    pub(super) fn granted(
        &mut self,
        own: &str,
        table: Option<QName>,
        on: &str,
        acls: &[Acl],
        everybody: Option<&str>,
    ) {
        if let Some(privilege) = everybody {
            let usual = Acl(None, privilege.to_owned(), false);
            let rest: Vec<Acl> = acls.iter().filter(|acl| **acl != usual).cloned().collect();
            if !acls.iter().any(|acl| acl.0.is_none() && acl.1 == privilege) {
                self.other(OtherKind::Grant, own, "Postgres lets everybody use it, and here not")
                    .hangs_on(table.clone())
                    .says([revoke(privilege, on, None)]);
            }
            self.say_grants(own, table.as_ref(), on, &rest, None);
        } else {
            self.say_grants(own, table.as_ref(), on, acls, None);
        }
    }

    fn say_grants(
        &mut self,
        own: &str,
        table: Option<&QName>,
        on: &str,
        acls: &[Acl],
        columns: Option<&str>,
    ) {
        for (role, sql) in grants(on, acls, columns) {
            let to = role.as_deref().unwrap_or("PUBLIC").to_owned();
            self.other(
                OtherKind::Grant,
                format!("{own} to {to}"),
                "the model has no word for this privilege",
            )
            .hangs_on(table.cloned())
            .says([sql]);
        }
    }

    /// What a table's privileges are beyond those that row security looks at: TRUNCATE, WITH GRANT OPTION.
    pub(super) fn table_grants(&mut self, relation: &Relation, own: &QName) {
        let on = format!("TABLE {}", at(&relation.schema, &relation.name));
        let beyond = |acl: &&Acl| acl.2 || !WORDS.contains(&acl.1.as_str());
        let acls: Vec<Acl> = relation.grants.iter().filter(beyond).cloned().collect();
        self.say_grants(&own.to_string(), Some(own), &on, &acls, None);
        for column in &relation.columns {
            // the model has a privilege once: on the whole table, where it is on that
            let twice =
                |acl: &Acl| relation.grants.iter().any(|whole| (&whole.0, &whole.1) == (&acl.0, &acl.1));
            let acls: Vec<Acl> =
                column.grants.iter().filter(|acl| beyond(acl) || twice(acl)).cloned().collect();
            self.say_grants(
                &format!("{own}.{}", column.name),
                Some(own),
                &on,
                &acls,
                Some(&quote(&column.name)),
            );
        }
    }

    /// All privileges of what is no table of the model's.
    pub(super) fn relation_grants(&mut self, relation: &Relation, own: &QName) {
        let on = format!("TABLE {}", at(&relation.schema, &relation.name));
        self.say_grants(&own.to_string(), None, &on, &relation.grants, None);
        let of_columns = |column: &Attribute| (format!("{own}.{}", column.name), quote(&column.name));
        for column in &relation.columns {
            let (name, quoted) = of_columns(column);
            self.say_grants(&name, None, &on, &column.grants, Some(&quoted));
        }
    }

    /// Schemas: which the model does not make, who owns them, who may use them.
    pub(super) fn schemas(&mut self) {
        let (catalog, scope) = (self.catalog, self.scope);
        let made: BTreeSet<String> = {
            let schema = &self.schema;
            let names = schema.tables.iter().map(|table| &table.name);
            let names = names.chain(schema.enums.iter().map(|one| &one.name));
            let names = names.chain(schema.functions.iter().map(|one| &one.name));
            names.map(|name| name.key().0.to_owned()).collect()
        };
        for one in catalog.schemas.iter().filter(|one| scope.schema(&one.name)) {
            let on = format!("SCHEMA {}", quote(&one.name));
            if one.name == "public" {
                let least = if catalog.major() >= 15 { &["USAGE"][..] } else { &["CREATE", "USAGE"] };
                self.public(&on, &one.grants, least);
                let usual = if catalog.major() >= 15 { "pg_database_owner" } else { catalog.owner.as_str() };
                if one.owner != usual && one.owner != catalog.owner {
                    self.owned("public", None, &on, &one.owner);
                }
                let text = one.comment.as_ref().filter(|text| *text != "standard public schema");
                self.commented("public", None, &on, text);
                continue;
            }
            if !made.contains(&one.name) {
                self.other(
                    OtherKind::Schema,
                    &one.name,
                    "the model has schemas of tables, enums and lookup functions",
                )
                .stands(super::Place::Before)
                .says([format!("CREATE SCHEMA {}", quote(&one.name))]);
            }
            self.owned(&one.name, None, &on, &one.owner);
            self.commented(&one.name, None, &on, one.comment.as_ref());
            self.used_by(&one.name, &on, &one.grants);
        }
    }

    /// `public`, which is there already, with privileges of its own.
    fn public(&mut self, on: &str, acls: &[Acl], least: &[&str]) {
        for privilege in least {
            self.granted_or_not("public", on, acls, privilege);
        }
        let more = |acl: &&Acl| acl.0.is_some() || acl.2 || !least.contains(&acl.1.as_str());
        let rest: Vec<Acl> = acls.iter().filter(more).cloned().collect();
        self.say_grants("public", None, on, &rest, None);
    }

    fn granted_or_not(&mut self, own: &str, on: &str, acls: &[Acl], privilege: &str) {
        if !acls.iter().any(|acl| acl.0.is_none() && acl.1 == privilege) {
            self.other(OtherKind::Grant, own, "a new database lets everybody, and here not")
                .says([revoke(privilege, on, None)]);
        }
    }

    /// The model lets those look into a schema who have a privilege on a table there.
    fn used_by(&mut self, own: &str, on: &str, acls: &[Acl]) {
        let users: BTreeSet<Option<String>> = crate::sql::role::users(&self.schema)
            .into_iter()
            .filter(|(schema, _)| *schema == own)
            .map(|(_, role)| match role {
                Role::Named(name) => Some(name.clone()),
                _ => None,
            })
            .collect();
        for role in &users {
            if !acls.iter().any(|acl| acl.0 == *role && acl.1 == "USAGE") {
                let to = role.as_deref().unwrap_or("PUBLIC");
                let why = "the model lets who has a privilege on a table look into its schema, and here not";
                self.other(OtherKind::Grant, format!("{own} to {to}"), why).says([revoke(
                    "USAGE",
                    on,
                    role.as_deref(),
                )]);
            }
        }
        let said = |acl: &Acl| !acl.2 && acl.1 == "USAGE" && users.contains(&acl.0);
        let rest: Vec<Acl> = acls.iter().filter(|acl| !said(acl)).cloned().collect();
        self.say_grants(own, None, on, &rest, None);
    }

    pub(super) fn default_privileges(&mut self) {
        let catalog = self.catalog;
        for one in &catalog.default_privileges {
            if one.schema.as_ref().is_some_and(|schema| !self.scope.schema(schema)) {
                continue;
            }
            let Some(kind) = default_kind(&one.kind) else { continue };
            let start = default_of(&one.role, one.schema.as_deref());
            let own = format!("{} of {}", kind.to_ascii_lowercase(), one.role);
            let mut sql = Vec::new();
            // one for all schemas is in place of what Postgres gives everybody
            let everybody = match one.kind.as_str() {
                "f" => Some("EXECUTE"),
                "T" => Some("USAGE"),
                _ => None,
            };
            let mut acls = one.grants.clone();
            if let Some(privilege) = everybody.filter(|_| one.schema.is_none()) {
                let usual = Acl(None, privilege.to_owned(), false);
                if acls.contains(&usual) {
                    acls.retain(|acl| *acl != usual);
                } else {
                    sql.push(format!("{start} {}", revoke(privilege, kind, None)));
                }
            }
            sql.extend(grants(kind, &acls, None).into_iter().map(|(_, grant)| format!("{start} {grant}")));
            self.other(OtherKind::DefaultPrivileges, own, "the model grants on what is there").says(sql);
        }
    }
}
