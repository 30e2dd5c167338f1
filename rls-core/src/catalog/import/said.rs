//! What do the model's words say of a column, a constraint, an index, a policy and a privilege?

use super::super::{
    document::{Attribute, KeptConstraint, KeptIndex, KeptPolicy, Relation},
    types::{name, of},
};
use crate::{
    expr::Expr,
    ident::QName,
    schema::{
        Action, Column, Command, Constraint, Deferrable, ForeignKey, Grant, Identity, Index, Key, KeyItem,
        Nulls, Order, Policy, PolicyName, Privilege, Role,
    },
};

pub(super) fn column(from: &Attribute) -> Column {
    let mut column = Column::new(&from.name, of(from));
    column.nullable = !from.not_null;
    column.identity = match from.identity.as_str() {
        "a" => Some(Identity::Always),
        "d" => Some(Identity::ByDefault),
        _ => None,
    };
    if from.generated.is_empty() {
        column.default = from.default.clone().map(crate::schema::Default::Sql);
    } else {
        column.generated.clone_from(&from.default);
    }
    column.collate = from.collation.as_ref().map(|(schema, name)| match schema.as_str() {
        "pg_catalog" => QName::new(name),
        schema => QName::qualified(schema, name),
    });
    column.comment.clone_from(&from.comment);
    column
}

pub(super) fn constraint(from: &KeptConstraint) -> Option<Constraint> {
    let (own, columns) = (from.name.clone(), from.columns.clone());
    Some(match from.kind.as_str() {
        "p" => Constraint::PrimaryKey { name: own, columns },
        "u" => Constraint::Unique { name: own, columns },
        "c" => Constraint::Check { name: own, column: None, sql: from.expression.clone()? },
        "f" => {
            let (schema, table) = from.to.as_ref()?;
            let mut key = ForeignKey::new(columns, name(schema, table), from.to_columns.clone());
            key.on_delete = action(from.on_delete.as_deref());
            key.on_update = action(from.on_update.as_deref());
            key.deferrable = match (from.deferrable, from.deferred) {
                (false, _) => None,
                (true, false) => Some(Deferrable::Immediate),
                (true, true) => Some(Deferrable::Deferred),
            };
            Constraint::ForeignKey { name: own, key }
        }
        _ => return None,
    })
}

fn action(letter: Option<&str>) -> Action {
    match letter {
        Some("r") => Action::Restrict,
        Some("c") => Action::Cascade,
        Some("n") => Action::SetNull,
        Some("d") => Action::SetDefault,
        _ => Action::NoAction,
    }
}

pub(super) fn index(from: &KeptIndex) -> Index {
    let keys = from.keys.iter().map(|key| {
        let item = match (&key.column, &key.sql) {
            (Some(column), _) => KeyItem::Column(column.clone()),
            (None, sql) => KeyItem::Sql(sql.clone().unwrap_or_default()),
        };
        let nulls =
            (key.desc != key.nulls_first).then_some(if key.nulls_first { Nulls::First } else { Nulls::Last });
        // one that is in neither of these two has its index's definition in place of the model's words
        let class = key.class.as_ref().map(|(_, name)| name.clone());
        Key { item, class, order: if key.desc { Order::Desc } else { Order::Asc }, nulls }
    });
    let mut index = Index::new(&from.name, keys.collect::<Vec<_>>());
    index.unique = from.unique;
    index.method = Some(from.method.clone()).filter(|method| method != "btree");
    index.predicate.clone_from(&from.predicate);
    index
}

pub(super) fn policy(from: &KeptPolicy) -> Policy {
    let mut roles: Vec<Role> = from.roles.iter().map(|role| Role::Named(role.clone())).collect();
    if roles.is_empty() {
        roles.push(Role::Public);
    }
    roles.sort();
    Policy {
        name: PolicyName::Given(from.name.clone()),
        command: match from.command.as_str() {
            "r" => Command::Select,
            "a" => Command::Insert,
            "w" => Command::Update,
            "d" => Command::Delete,
            _ => Command::All,
        },
        permissive: from.permissive,
        roles,
        using: from.using.clone().map(printed),
        check: from.check.clone().map(printed),
    }
}

/// A predicate as Postgres prints it.
fn printed(sql: String) -> Expr {
    match sql.as_str() {
        "true" => Expr::Bool(true),
        "false" => Expr::Bool(false),
        _ => Expr::sql(sql),
    }
}

pub(super) fn grants(relation: &Relation) -> Vec<Grant> {
    let mut grants = Vec::new();
    let privilege = |word: &str| match word {
        "SELECT" => Some(Privilege::Select),
        "INSERT" => Some(Privilege::Insert),
        "UPDATE" => Some(Privilege::Update),
        "DELETE" => Some(Privilege::Delete),
        _ => None,
    };
    let role = |role: &Option<String>| role.clone().map_or(Role::Public, Role::Named);
    for acl in &relation.grants {
        grants.extend(privilege(&acl.1).map(|privilege| Grant::new(privilege, role(&acl.0))));
    }
    for column in &relation.columns {
        for acl in &column.grants {
            let Some(privilege) = privilege(&acl.1) else { continue };
            let role = role(&acl.0);
            // on the whole table already
            if grants.contains(&Grant::new(privilege, role.clone())) {
                continue;
            }
            let same = |grant: &&mut Grant| {
                grant.role == role && grant.privilege == privilege && !grant.columns.is_empty()
            };
            match grants.iter_mut().find(same) {
                Some(grant) => grant.columns.push(column.name.clone()),
                None => grants.push(Grant::new(privilege, role).column(&column.name)),
            }
        }
    }
    grants.iter_mut().for_each(|grant| grant.columns.sort());
    grants.sort();
    grants.dedup();
    grants
}
