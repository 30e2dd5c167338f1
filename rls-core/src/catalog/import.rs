//! What does a catalog say in the words of the model?
//!
//! Expressions stay as Postgres prints them ([`Expr::Sql`]); nothing is guessed. What the model has no word for is an
//! [`Other`], and is left out of the schema only where the schema would then say something else than is there.

use super::{
    document::{Attribute, Catalog, KeptConstraint, KeptIndex, KeptPolicy, Relation},
    other::{Other, OtherKind, Place},
    scope::Scope,
    types::{name, of},
};
use crate::{
    expr::Expr,
    ident::QName,
    provider::Provider,
    resolve::Resolved,
    schema::{
        Action, Column, Command, Constraint, Deferrable, Enum, ForeignKey, Grant, Identity, Index, Key,
        KeyItem, Nulls, Order, Policy, PolicyName, Privilege, Role, RoleDef, Schema, Table,
    },
};

/// A catalog in the words of the model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// What the model can say.
    pub resolved: Resolved,
    /// What it cannot, in the order in which it can be made.
    pub others: Vec<Other>,
}

impl Catalog {
    /// Says the catalog in the words of the model, as far as it is looked at.
    pub fn import(&self, provider: &Provider, scope: &Scope) -> Imported {
        let scope = scope.of(self, provider);
        let mut import = Import { schema: Schema::new(), others: Vec::new() };
        for one in self.enums.iter().filter(|one| scope.holds(&one.schema, &one.name)) {
            let mut new = Enum::new(name(&one.schema, &one.name));
            new.comment.clone_from(&one.comment);
            import.schema.enums.push(one.values.iter().fold(new, |new, value| new.value(value)));
        }
        for relation in self.relations.iter().filter(|one| scope.holds(&one.schema, &one.name)) {
            if relation.is_table() {
                import.table(relation);
            } else {
                import.other(OtherKind::View, relation, "the model has no views and no sequences");
            }
        }
        for role in &self.roles {
            let known = provider.roles().any(|one| one == role.name);
            if !known && !role.superuser && import.names(&role.name) {
                let in_roles = role.memberships.iter().map(|one| one.role.clone()).collect();
                import.schema.roles.insert(role.name.clone(), RoleDef { login: role.login, in_roles });
            }
        }
        import.schema.tables.sort_by(|a, b| a.name.key().cmp(&b.name.key()));
        import.schema.enums.sort_by(|a, b| a.name.key().cmp(&b.name.key()));
        Imported {
            resolved: Resolved { provider: provider.clone(), schema: import.schema },
            others: import.others,
        }
    }
}

struct Import {
    schema: Schema,
    others: Vec<Other>,
}

impl Import {
    /// Whether some policy or privilege is for this role.
    fn names(&self, role: &str) -> bool {
        let role = Role::Named(role.to_owned());
        self.schema.tables.iter().any(|table| {
            table.policies.iter().any(|policy| policy.roles.contains(&role))
                || table.grants.iter().any(|grant| grant.role == role)
        })
    }

    fn other(&mut self, kind: OtherKind, relation: &Relation, why: &str) {
        let name = name(&relation.schema, &relation.name);
        self.others.push(Other {
            kind,
            name: name.to_string(),
            table: None,
            why: why.to_owned(),
            place: Place::After,
            sql: relation
                .definition
                .iter()
                .map(|query| format!("CREATE VIEW {} AS {query}", name.quoted()))
                .collect(),
        });
    }

    fn table(&mut self, relation: &Relation) {
        let mut table = Table::new(name(&relation.schema, &relation.name)).no_derived_grants();
        table.row_security = relation.row_security;
        table.force = relation.force;
        table.comment.clone_from(&relation.comment);
        table.columns = relation.columns.iter().map(column).collect();
        table.constraints = relation.constraints.iter().filter_map(constraint).collect();
        table.indexes =
            relation.indexes.iter().filter(|index| index.constraint.is_none()).map(index).collect();
        table.policies = relation.policies.iter().map(policy).collect();
        table.grants = grants(relation);
        self.schema.tables.push(table);
    }
}

fn column(from: &Attribute) -> Column {
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

fn constraint(from: &KeptConstraint) -> Option<Constraint> {
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

fn index(from: &KeptIndex) -> Index {
    let keys = from.keys.iter().map(|key| {
        let item = match (&key.column, &key.sql) {
            (Some(column), _) => KeyItem::Column(column.clone()),
            (None, sql) => KeyItem::Sql(sql.clone().unwrap_or_default()),
        };
        let nulls =
            (key.desc != key.nulls_first).then_some(if key.nulls_first { Nulls::First } else { Nulls::Last });
        let class = key.class.as_ref().map(|(schema, name)| match schema.as_str() {
            "pg_catalog" => name.clone(),
            schema => QName::qualified(schema, name).quoted(),
        });
        Key { item, class, order: if key.desc { Order::Desc } else { Order::Asc }, nulls }
    });
    let mut index = Index::new(&from.name, keys.collect::<Vec<_>>());
    index.unique = from.unique;
    index.method = Some(from.method.clone()).filter(|method| method != "btree");
    index.predicate.clone_from(&from.predicate);
    index
}

fn policy(from: &KeptPolicy) -> Policy {
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

fn grants(relation: &Relation) -> Vec<Grant> {
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
