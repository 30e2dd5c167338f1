//! Which schema does a random pair begin with?

use rls_core::{
    ident::QName,
    schema::{
        Action, Column, Constraint, Deferrable, Enum, ForeignKey, Grant, Identity, Index, Key, Nulls,
        Privilege, Role, RoleDef, Table, Type,
    },
};

use super::{model::Model, policies, types};
use crate::random::Rng;

const SCHEMAS: [&str; 3] = ["app", "app x", "Ünder"];
const TABLES: [&str; 14] = [
    "notes",
    "teams",
    "members",
    "orders",
    "order",
    "todo items",
    "or\"der",
    "Größe",
    "lines",
    "select",
    "tags",
    "log",
    "t234567890123456789012345678901234567890123456789012345678901_6",
    "t23456789012345678901234567890123456789012345678",
];
const COLUMNS: [&str; 20] = [
    "id",
    "user_id",
    "title",
    "body",
    "is_public",
    "org_id",
    "team_id",
    "status",
    "created_at",
    "a b",
    "user",
    "x\"y",
    "select",
    "Größe",
    "it's",
    "back\\slash",
    "$1",
    "n23456789012345678901234567890123456789012345678901234567890_63",
    "amount",
    "tags",
];
const ENUMS: [&str; 6] = ["status", "kind", "sta\"te", "Level", "order_state", "mood x"];
const VALUES: [&str; 9] = ["draft", "done", "it's", "Über \\ all", "a", "b", "c d", "NULL", ""];
/// Roles are the whole cluster's: none of a case of the corpus is among them.
const ROLES: [&str; 6] = ["editor", "night-watch", "Ed\"itor", "reader", "ro bot", "select"];
const TEXTS: [&str; 4] = ["One thing to do.", "it's", "back\\slash", "Über \"all\"\nand more"];

/// A name of the list that is not taken, or a numbered one.
pub(super) fn free(list: &[&str], rng: &mut Rng, taken: impl Fn(&str) -> bool) -> String {
    let name = *rng.pick(list);
    if !taken(name) {
        return name.to_owned();
    }
    let stem: String = name.chars().take(20).collect();
    (2..1000).map(|n| format!("{stem}_{n}")).find(|name| !taken(name)).unwrap()
}

pub(super) fn text(rng: &mut Rng) -> String {
    (*rng.pick(&TEXTS)).to_owned()
}

impl Model {
    pub(super) fn random(rng: &mut Rng) -> Self {
        let mut model = Model::new();
        for _ in 0..rng.below(3) {
            model.add_role(rng);
        }
        for _ in 0..rng.below(3) {
            model.add_enum(rng);
        }
        for _ in 0..=rng.below(3).min(rng.below(4)) {
            model.add_table(rng);
        }
        for at in 0..model.schema.tables.len() {
            for _ in 0..rng.below(4) {
                policies::add(&mut model, at, rng);
            }
        }
        // what was renamed long ago, and says so still
        let tokens: Vec<String> =
            model.names.keys().filter(|token| !token.starts_with("@r")).cloned().collect();
        for token in tokens {
            if rng.chance(4) {
                let list = if token.starts_with("@t") { &TABLES[..] } else { &COLUMNS[..] };
                let name = (*rng.pick(list)).to_owned();
                model.was.insert(token, QName::new(name));
            }
        }
        model
    }

    /// A Postgres schema, or none.
    pub(super) fn space(rng: &mut Rng) -> Option<String> {
        rng.chance(25).then(|| (*rng.pick(&SCHEMAS)).to_owned())
    }

    /// Whether a table or an enum is called so.
    pub(super) fn is_taken(&self, name: &QName) -> bool {
        let all = self.schema.tables.iter().map(|t| &t.name).chain(self.schema.enums.iter().map(|e| &e.name));
        all.map(|token| self.name(&token.name)).any(|other| other.key() == name.key())
    }

    fn new_name(&self, list: &[&str], rng: &mut Rng) -> QName {
        let schema = Model::space(rng);
        let name = |name: &str| QName { schema: schema.clone(), name: name.to_owned() };
        name(&free(list, rng, |one| self.is_taken(&name(one))))
    }

    pub(super) fn new_table_name(&self, rng: &mut Rng) -> QName {
        self.new_name(&TABLES, rng)
    }

    pub(super) fn new_enum_name(&self, rng: &mut Rng) -> QName {
        self.new_name(&ENUMS, rng)
    }

    pub(super) fn new_column_name(&self, table: usize, rng: &mut Rng) -> String {
        let columns = &self.schema.tables[table].columns;
        free(&COLUMNS, rng, |name| columns.iter().any(|column| self.name(&column.name).name == name))
    }

    pub(super) fn new_value(&self, at: usize, rng: &mut Rng) -> String {
        let values = &self.schema.enums[at].values;
        free(&VALUES, rng, |name| values.iter().any(|value| self.name(&value.name).name == name))
    }

    pub(super) fn add_role(&mut self, rng: &mut Rng) {
        let taken = |name: &str| self.schema.roles.keys().any(|role| self.name(role).name == name);
        let name = free(&ROLES, rng, taken);
        let in_roles = self.memberships(rng);
        let token = self.token('r', QName::new(name));
        self.schema.roles.insert(token, RoleDef { login: rng.chance(20), in_roles });
    }

    /// What a new role is a member of.
    fn memberships(&self, rng: &mut Rng) -> Vec<String> {
        let known =
            self.schema.roles.keys().cloned().chain(["authenticated".to_owned(), "anonymous".to_owned()]);
        known.filter(|_| rng.chance(35)).collect()
    }

    pub(super) fn add_enum(&mut self, rng: &mut Rng) {
        let name = self.new_enum_name(rng);
        let token = self.token('e', name);
        self.schema.enums.push(Enum::new(QName::new(token)));
        let at = self.schema.enums.len() - 1;
        for _ in 0..=rng.below(4) {
            let value = self.new_value(at, rng);
            let token = self.token('v', QName::new(value));
            let one = self.schema.enums.remove(at).value(token);
            self.schema.enums.insert(at, one);
        }
        if rng.chance(20) {
            self.schema.enums[at].comment = Some(text(rng));
        }
    }

    pub(super) fn add_table(&mut self, rng: &mut Rng) {
        let name = self.new_table_name(rng);
        let token = self.token('t', name);
        self.schema.tables.push(Table::new(QName::new(token)));
        let at = self.schema.tables.len() - 1;
        for _ in 0..=rng.below(6) {
            let column = self.new_column(at, rng);
            self.schema.tables[at].columns.push(column);
        }
        if rng.chance(85) {
            self.add_primary_key(at, rng);
        }
        for _ in 0..rng.below(5) {
            self.add_constraint(at, rng);
        }
        for _ in 0..rng.below(3) {
            self.add_index(at, rng);
        }
        for _ in 0..rng.below(2) {
            self.add_grant(at, rng);
        }
        let table = &mut self.schema.tables[at];
        table.row_security = rng.chance(93);
        table.force = rng.chance(8);
        table.derive_grants = rng.chance(80);
        table.comment = rng.chance(20).then(|| text(rng));
    }

    pub(super) fn new_column(&mut self, table: usize, rng: &mut Rng) -> Column {
        let ty = types::any(&self.schema, rng);
        let name = self.new_column_name(table, rng);
        let token = self.token('c', QName::new(name));
        let mut column = Column::new(token, ty);
        column.nullable = rng.chance(40);
        self.fill(table, &mut column, rng);
        if matches!(column.ty, Type::Text) && rng.chance(10) {
            column.collate = Some(QName::new(if rng.chance(50) { "C" } else { "POSIX" }));
        }
        column.comment = rng.chance(12).then(|| text(rng));
        column
    }

    /// What fills a column, if anything does.
    pub(super) fn fill(&self, table: usize, column: &mut Column, rng: &mut Rng) {
        (column.default, column.identity, column.generated) = (None, None, None);
        let others: Vec<Column> = self.schema.tables[table]
            .columns
            .iter()
            .filter(|other| other.generated.is_none() && other.name != column.name)
            .cloned()
            .collect();
        match rng.below(10) {
            0 | 1 if column.ty.may_be_identity() => {
                column.nullable = false;
                let kinds = [Identity::ByDefault, Identity::ByDefault, Identity::Always];
                column.identity = Some(*rng.pick(&kinds));
            }
            2 if !others.is_empty() => {
                let from = rng.pick(&others);
                column.generated = types::generated(&column.ty, &from.ty, &sql_name(&from.name));
            }
            3 if column.ty.caller_id().is_some() => *column = column.clone().default_caller_id(),
            3..=5 => {
                if let Some(sql) = types::default(&self.schema, &column.ty, rng) {
                    *column = column.clone().default_sql(sql);
                }
            }
            _ => {}
        }
    }

    /// Columns that may be part of a key.
    fn key_columns(&self, at: usize) -> Vec<Column> {
        let columns = self.schema.tables[at].columns.iter();
        columns.filter(|column| types::may_be_key(&column.ty)).cloned().collect()
    }

    pub(super) fn add_primary_key(&mut self, at: usize, rng: &mut Rng) {
        let mut columns: Vec<String> = self.key_columns(at).into_iter().map(|column| column.name).collect();
        if columns.is_empty() {
            return;
        }
        let first = columns.remove(if rng.chance(70) { 0 } else { rng.below(columns.len()) });
        let mut key = vec![first];
        if rng.chance(15) && !columns.is_empty() {
            key.push(columns.swap_remove(rng.below(columns.len())));
        }
        let table = &mut self.schema.tables[at];
        table.columns.iter_mut().filter(|column| key.contains(&column.name)).for_each(|c| c.nullable = false);
        // a name that no other table's key has, which could not move into its Postgres schema
        let name = if rng.chance(10) {
            format!("the key {}", key[0].trim_start_matches('@'))
        } else {
            String::new()
        };
        table.constraints.push(Constraint::primary_key(name, key));
    }

    /// A unique, a check or a foreign key.
    pub(super) fn add_constraint(&mut self, at: usize, rng: &mut Rng) {
        let constraint = match rng.below(3) {
            0 => self.unique(at, rng),
            1 => self.check(at, rng),
            _ => self.foreign_key(at, rng),
        };
        self.schema.tables[at].constraints.extend(constraint);
    }

    fn unique(&self, at: usize, rng: &mut Rng) -> Option<Constraint> {
        let mut columns = self.key_columns(at);
        let mut key = Vec::new();
        for _ in 0..=usize::from(rng.chance(30)) {
            if !columns.is_empty() {
                key.push(columns.swap_remove(rng.below(columns.len())).name);
            }
        }
        (!key.is_empty()).then(|| Constraint::Unique { name: String::new(), columns: key })
    }

    pub(super) fn check(&self, at: usize, rng: &mut Rng) -> Option<Constraint> {
        let columns = &self.schema.tables[at].columns;
        if columns.is_empty() {
            return None;
        }
        let (one, other) = (rng.pick(columns), rng.pick(columns));
        let sql = types::condition(&self.schema, &one.ty, &sql_name(&one.name), rng);
        Some(match rng.below(4) {
            0 => {
                let more = types::condition(&self.schema, &other.ty, &sql_name(&other.name), rng);
                Constraint::check("", None, format!("({sql}) OR {more}"))
            }
            1 => Constraint::check(format!("check {}", rng.below(1000)), None, sql),
            _ => Constraint::check("", Some(&one.name), sql),
        })
    }

    /// A reference by columns of the types of a key of some table, new ones where there are none.
    fn foreign_key(&mut self, at: usize, rng: &mut Rng) -> Option<Constraint> {
        let to = rng.pick(&self.schema.tables).clone();
        let keys: Vec<&[String]> = to.constraints.iter().filter_map(Constraint::indexed_columns).collect();
        if keys.is_empty() {
            return None;
        }
        let key = (*rng.pick(&keys)).to_vec();
        let mut columns = Vec::new();
        for referred in &key {
            let referred = to.find_column(referred)?.clone();
            let fits = |column: &&Column| {
                column.ty == referred.ty
                    && column.collate == referred.collate
                    && column.generated.is_none()
                    && !columns.contains(&column.name)
            };
            let found: Vec<Column> = self.schema.tables[at].columns.iter().filter(fits).cloned().collect();
            let column = if !found.is_empty() && rng.chance(60) {
                rng.pick(&found).clone()
            } else {
                let name = self.new_column_name(at, rng);
                let mut column = Column::new(self.token('c', QName::new(name)), referred.ty);
                column.nullable = rng.chance(60);
                column.collate = referred.collate;
                self.schema.tables[at].columns.push(column.clone());
                column
            };
            columns.push(column.name);
        }
        let is_primary = to.key_columns() == key.as_slice();
        let mut foreign =
            ForeignKey::new(columns, to.name, if is_primary && rng.chance(50) { vec![] } else { key });
        foreign.on_delete = action(rng);
        foreign.on_update = action(rng);
        if rng.chance(15) {
            foreign.deferrable = Some(*rng.pick(&[Deferrable::Immediate, Deferrable::Deferred]));
        }
        Some(Constraint::foreign_key("", foreign))
    }

    pub(super) fn add_index(&mut self, at: usize, rng: &mut Rng) {
        let columns = self.key_columns(at);
        if columns.is_empty() {
            return;
        }
        let column = rng.pick(&columns);
        let mut key = Key::column(&column.name);
        let mut method = None;
        match (&column.ty, rng.below(6)) {
            (Type::Text, 0) => key = key.class("text_pattern_ops"),
            (Type::Text, 1) => key = Key::sql(format!("lower({})", sql_name(&column.name))),
            (Type::Jsonb | Type::Array(_), 0..=3) => method = Some("gin".to_owned()),
            (_, 2) => key = key.desc(),
            (_, 3) => key = key.nulls(if rng.chance(50) { Nulls::First } else { Nulls::Last }),
            (Type::Uuid | Type::BigInt | Type::Integer, 4) => method = Some("hash".to_owned()),
            _ => {}
        }
        let mut index = Index::new("", [key]);
        index.method = method;
        if index.method.is_none() {
            let other = rng.pick(&columns);
            if rng.chance(20) && other.name != column.name {
                index.keys.push(Key::column(&other.name));
            }
            index.unique = rng.chance(20);
        }
        if rng.chance(20) {
            let by = rng.pick(&self.schema.tables[at].columns);
            index.predicate = Some(types::condition(&self.schema, &by.ty, &sql_name(&by.name), rng));
        }
        index.concurrently = rng.chance(15);
        if rng.chance(10) {
            index.name = format!("index {}", rng.below(1_000_000));
        }
        self.schema.tables[at].indexes.push(index);
    }

    pub(super) fn any_role(&self, rng: &mut Rng) -> Role {
        let mut all = vec![Role::Public, Role::SignedIn, Role::named("anonymous"), Role::SignedIn];
        all.extend(self.schema.roles.keys().map(Role::named));
        rng.pick(&all).clone()
    }

    pub(super) fn add_grant(&mut self, at: usize, rng: &mut Rng) {
        let all = [Privilege::Select, Privilege::Insert, Privilege::Update, Privilege::Delete];
        let privilege = *rng.pick(&all);
        let mut grant = Grant::new(privilege, self.any_role(rng));
        if privilege != Privilege::Delete && rng.chance(40) {
            for column in &self.schema.tables[at].columns {
                if rng.chance(40) {
                    grant = grant.column(&column.name);
                }
            }
        }
        self.schema.tables[at].grants.push(grant);
    }
}

fn action(rng: &mut Rng) -> Action {
    let all = [
        Action::NoAction,
        Action::NoAction,
        Action::Cascade,
        Action::SetNull,
        Action::Restrict,
        Action::SetDefault,
    ];
    *rng.pick(&all)
}

/// A token as it stands in SQL.
pub(super) fn sql_name(token: &str) -> String {
    format!("\"{token}\"")
}
