//! What does a lint look at?

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    diagnostic::Spot,
    expr::Expr,
    ident::QName,
    provider::Provider,
    resolve::Resolved,
    schema::{Command, Policy, Privilege, Role, Schema, Table},
    understand::{Reader, Session, Understood, lift_by},
};

/// What a live database says beside its schema.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// The ways of its own to ask who the caller is.
    pub session: Session,
    /// Roles that row security does not look at.
    pub bypassing: BTreeSet<String>,
    /// Each table's owner, by the table's schema and name.
    pub owners: BTreeMap<(String, String), String>,
    /// The roles that were given everything on a table, such as by GRANT ALL, by the table's schema and name.
    pub given_all: BTreeMap<(String, String), BTreeSet<String>>,
}

/// The models, and what lints ask of them.
///
/// Its tables have each string of SQL said as an expression, as far as that can be; the strings as they were written are
/// in [`Model::written`], and what is known of them in [`Model::texts`].
pub struct Model<'r> {
    /// The schema as it was written, with its provider.
    pub written: &'r Resolved,
    /// The same, with its strings of SQL understood.
    lifted: Resolved,
    /// Every role that is known or named, and PUBLIC, without those that bypass row security.
    pub roles: BTreeSet<Role>,
    /// What the SQL strings of predicates say, each by the table whose columns it speaks of and its text.
    pub texts: BTreeMap<(QName, String), Understood>,
    /// The roles for which some policy asks who the caller is.
    pub held: BTreeSet<Role>,
    /// What else is there, where the schema is a live database's.
    pub live: Option<Surroundings>,
}

/// The four commands that a policy may be for, without ALL.
pub(super) const COMMANDS: [Command; 4] =
    [Command::Select, Command::Insert, Command::Update, Command::Delete];

impl<'r> Model<'r> {
    /// Over this schema.
    pub fn new(resolved: &'r Resolved) -> Self {
        Model::over(resolved, None)
    }

    /// Over this schema, which is a live database's.
    pub fn of_live(resolved: &'r Resolved, surroundings: Surroundings) -> Self {
        Model::over(resolved, Some(surroundings))
    }

    fn over(resolved: &'r Resolved, live: Option<Surroundings>) -> Self {
        let schema = &resolved.schema;
        let mut roles: BTreeSet<Role> = resolved.provider.roles().map(Role::named).collect();
        roles.extend(schema.roles.keys().map(Role::named));
        roles.insert(Role::Public);
        for table in &schema.tables {
            roles.extend(table.policies.iter().flat_map(|policy| policy.roles.iter().cloned()));
            roles.extend(table.grants.iter().map(|grant| grant.role.clone()));
        }
        roles.retain(|role| !bypasses(resolved, live.as_ref(), role));
        let reader = Reader::new(schema, &resolved.provider);
        let reader = match &live {
            Some(live) => reader.of_session(&live.session),
            None => reader,
        };
        let (lifted, texts) = (lift_by(&reader, resolved), texts(&reader, schema));
        let held = held(schema, &texts);
        Model { written: resolved, lifted, roles, texts, held, live }
    }

    /// What a SQL string in a predicate over a table says.
    pub fn understood(&self, table: &QName, sql: &str) -> Option<&Understood> {
        self.texts.get(&(table.clone(), sql.to_owned()))
    }

    /// The schema.
    pub fn schema(&self) -> &Schema {
        &self.lifted.schema
    }

    /// Its tables.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.lifted.schema.tables.iter()
    }

    /// Its tables that have row security.
    pub fn protected(&self) -> impl Iterator<Item = &Table> {
        self.tables().filter(|table| table.row_security)
    }

    /// The table of this name.
    pub fn find(&self, name: &QName) -> Option<&Table> {
        self.lifted.schema.find_table(name)
    }

    /// Who spells the caller's id.
    pub fn provider(&self) -> &Provider {
        &self.written.provider
    }

    /// Whether row security does not look at the role.
    pub fn bypasses(&self, role: &Role) -> bool {
        bypasses(self.written, self.live.as_ref(), role)
    }

    /// Whether the role owns the table, as far as that is known.
    pub fn owns(&self, table: &Table, role: &Role) -> bool {
        let (schema, name) = table.name.key();
        let owner = |live: &Surroundings| live.owners.get(&(schema.to_owned(), name.to_owned())).cloned();
        self.live.as_ref().and_then(owner).is_some_and(|owner| *role == Role::Named(owner))
    }

    /// Whether the role was given everything on the table, so that a single privilege says nothing of what is meant.
    pub fn given_all(&self, table: &Table, role: &Role) -> bool {
        let (schema, name) = table.name.key();
        let Some(live) = &self.live else { return false };
        let all = live.given_all.get(&(schema.to_owned(), name.to_owned()));
        matches!(role, Role::Named(role) if all.is_some_and(|all| all.contains(role)))
    }

    /// Those whose policies and privileges count for a role: itself, what it is a member of, PUBLIC.
    pub fn as_whom(&self, role: &Role) -> BTreeSet<Role> {
        self.schema().as_whom(role)
    }

    /// The roles for which a policy or a grant to this one counts: itself and its members; for PUBLIC, all.
    pub fn members(&self, role: &Role) -> impl Iterator<Item = &Role> {
        self.roles.iter().filter(move |member| self.as_whom(member).contains(role))
    }

    /// Whether a role has a privilege on a table, or on some of its columns.
    pub fn has_privilege(&self, table: &Table, role: &Role, privilege: Privilege) -> bool {
        let whom = self.as_whom(role);
        let all_data = match privilege {
            Privilege::Select => "pg_read_all_data",
            _ => "pg_write_all_data",
        };
        whom.contains(&Role::named(all_data))
            || whom.iter().any(|role| self.owns(table, role))
            || table.grants.iter().any(|grant| grant.privilege == privilege && whom.contains(&grant.role))
    }

    /// The policies of a table that count for a role and a command, each with its number.
    pub fn applying<'t>(
        &self,
        table: &'t Table,
        role: &Role,
        command: Command,
    ) -> impl Iterator<Item = (usize, &'t Policy)> {
        let whom = self.as_whom(role);
        table.policies.iter().enumerate().filter(move |(_, policy)| {
            (policy.command == command || policy.command == Command::All)
                && policy.roles.iter().any(|role| whom.contains(role))
        })
    }

    /// Whether a permissive policy lets a role do this to some rows, or says in so many words that it may not.
    pub fn has_policy(&self, table: &Table, role: &Role, command: Command) -> bool {
        self.applying(table, role, command).any(|(_, policy)| policy.permissive)
    }

    /// Whether some permissive policy lets a role do this to some rows.
    pub fn lets(&self, table: &Table, role: &Role, command: Command) -> bool {
        self.applying(table, role, command).any(|(_, policy)| policy.permissive && !policy.denies())
    }
}

fn texts(reader: &Reader<'_>, schema: &Schema) -> BTreeMap<(QName, String), Understood> {
    let mut texts = BTreeMap::new();
    for table in &schema.tables {
        for expr in table.policies.iter().flat_map(|policy| [&policy.using, &policy.check]).flatten() {
            for_each_text(expr, table, schema, &mut |over, atom| {
                let (Expr::Sql(sql) | Expr::Exists(sql)) = atom else { return };
                // one `crud` has the same string four times
                texts.entry((over.name.clone(), sql.clone())).or_insert_with(|| match atom {
                    Expr::Exists(sql) => reader.understand_exists(sql, over),
                    _ => reader.understand(sql, over),
                });
            });
        }
    }
    texts
}

fn held(schema: &Schema, texts: &BTreeMap<(QName, String), Understood>) -> BTreeSet<Role> {
    let mut held = BTreeSet::new();
    for table in &schema.tables {
        for policy in &table.policies {
            let asks = |expr: &Expr| match expr {
                Expr::Sql(sql) => texts
                    .get(&(table.name.clone(), sql.clone()))
                    .is_some_and(|known| known.calls.iter().any(|call| call.identity)),
                _ => false,
            };
            if [&policy.using, &policy.check].into_iter().flatten().any(asks) {
                held.extend(policy.roles.iter().cloned());
            }
        }
    }
    held
}

/// The SQL strings of a predicate, each with the table that it is over.
pub(super) fn for_each_text<'t>(
    expr: &'t Expr,
    table: &'t Table,
    schema: &'t Schema,
    look: &mut dyn FnMut(&'t Table, &'t Expr),
) {
    for (atom, _) in expr.atoms() {
        match atom {
            Expr::Sql(_) | Expr::Exists(_) => look(table, atom),
            Expr::Among(among) => {
                if let Some(other) = schema.find_table(&among.table) {
                    for_each_text(&among.when, other, schema, look);
                }
            }
            _ => {}
        }
    }
}

fn bypasses(resolved: &Resolved, live: Option<&Surroundings>, role: &Role) -> bool {
    let Role::Named(name) = role else { return false };
    match live {
        Some(live) => live.bypassing.contains(name),
        None => resolved.provider.bypasses_row_security(name),
    }
}

/// The privilege that a command needs; ALL needs none of its own.
pub(super) fn privilege(command: Command) -> Option<Privilege> {
    match command {
        Command::All => None,
        Command::Select => Some(Privilege::Select),
        Command::Insert => Some(Privilege::Insert),
        Command::Update => Some(Privilege::Update),
        Command::Delete => Some(Privilege::Delete),
    }
}

/// The command that a privilege is for.
pub(super) fn command(privilege: Privilege) -> Command {
    match privilege {
        Privilege::Select => Command::Select,
        Privilege::Insert => Command::Insert,
        Privilege::Update => Command::Update,
        Privilege::Delete => Command::Delete,
    }
}

/// The commands of a policy: its own, or all four.
pub(super) fn commands(policy: &Policy) -> Vec<Command> {
    match policy.command {
        Command::All => COMMANDS.to_vec(),
        one => vec![one],
    }
}

/// Policies for the same roles, with the number of the first: one `crud` makes several.
pub(super) fn by_roles<'t>(
    policies: impl IntoIterator<Item = (usize, &'t Policy)>,
) -> Vec<(usize, Vec<&'t Policy>)> {
    let mut groups: Vec<(usize, Vec<&Policy>)> = Vec::new();
    for (number, policy) in policies {
        match groups.iter_mut().find(|(_, group)| group[0].roles == policy.roles) {
            Some((_, group)) => group.push(policy),
            None => groups.push((number, vec![policy])),
        }
    }
    groups
}

/// `policy "a"`, `policies "a" and "b"`, and the verb that goes with it.
pub(super) fn named(policies: &[&Policy]) -> String {
    let names = policies.iter().map(|policy| format!("`{}`", policy.name()));
    format!("{} {}", if policies.len() == 1 { "policy" } else { "policies" }, listed(names, "and"))
}

/// A table's own place.
pub(super) fn item(table: &Table) -> Spot {
    Spot::Item(table.name.clone())
}

/// The place of the policy of this number.
pub(super) fn policy_at(table: &Table, number: usize) -> Spot {
    Spot::Policy(table.name.clone(), number)
}

/// The place of a column.
pub(super) fn column_at(table: &Table, column: &str) -> Spot {
    Spot::Column(table.name.clone(), column.to_owned())
}

/// Roles for people.
pub(super) fn roles<'a>(roles: impl IntoIterator<Item = &'a Role>) -> String {
    let names = roles.into_iter().map(|role| match role {
        Role::Named(name) => format!("`{name}`"),
        Role::Public => "everyone (PUBLIC)".to_owned(),
        Role::SignedIn => "whoever signed in".to_owned(),
    });
    listed(names, "and")
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn listed(items: impl IntoIterator<Item = impl ToString>, last: &str) -> String {
    let mut items: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
    match items.pop() {
        None => String::new(),
        Some(only) if items.is_empty() => only,
        Some(end) => format!("{} {last} {end}", items.join(", ")),
    }
}
