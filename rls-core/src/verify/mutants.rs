//! Would it be noticed if a policy were weaker than the models say?
//!
//! Each mutant weakens one thing of the schema as it is built, while the access table stays as it was. A run that does not refute
//! it proves nothing of that thing, unless nobody can see the difference: then the access table of the weakened schema is the
//! same, or `unseen` shows why.

mod unseen;

use std::collections::BTreeSet;

use crate::{
    access::{Change, access, compare},
    expr::Expr,
    ident::QName,
    resolve::Resolved,
    schema::{Command, Function, Grant, Policy, Privilege, Role, Table},
    sql::{self, function, grant::Way, policy},
};

/// One weakening.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// What is weaker, in words.
    pub name: String,
    /// The statements that make it so.
    pub sql: String,
    /// The tables whose cells see it.
    pub seen_by: Vec<QName>,
    /// The cells that are others by it, as far as is known: there it is seen first.
    pub cells: Vec<(QName, Role, Command)>,
    /// Why nobody can see it, where that is known.
    pub unseen: Option<&'static str>,
}

/// All weakenings of a schema.
pub fn mutants(resolved: &Resolved) -> Vec<Mutant> {
    let mut maker = Maker { resolved, mutants: Vec::new() };
    for (at, table) in resolved.schema.tables.iter().enumerate() {
        for number in 0..table.policies.len() {
            maker.policy(at, table, number);
        }
        maker.row_security(at, table);
        maker.grants(at, table);
    }
    for function in &resolved.schema.functions {
        maker.function(function);
    }
    maker.mutants
}

struct Maker<'m> {
    resolved: &'m Resolved,
    mutants: Vec<Mutant>,
}

impl Maker<'_> {
    /// The schema weakened, and the statements.
    fn add(&mut self, name: String, weaker: &Resolved, statements: &[String], table: &Table) {
        let changes = compare(self.resolved, weaker);
        let mut seen_by: Vec<QName> = vec![table.name.clone()];
        for change in &changes {
            if !seen_by.contains(&change.table) {
                seen_by.push(change.table.clone());
            }
        }
        let unseen = unseen::of(self.resolved, weaker, &changes);
        let cells = cells(&changes);
        self.mutants.push(Mutant { name, sql: statements.join(";\n"), seen_by, cells, unseen });
    }

    fn policy(&mut self, at: usize, table: &Table, number: usize) {
        let old = &table.policies[number];
        let of = |what: &str| format!("{}: {} {what}", table.name, old.name());
        let is_open = |expr: &Option<Expr>| *expr == Some(Expr::Bool(true));
        let open = Some(Expr::Bool(true));
        if !old.permissive {
            let mut weaker = self.resolved.clone();
            weaker.schema.tables[at].policies.remove(number);
            self.add(of("is not there"), &weaker, &[policy::drop(&table.name, old.name())], table);
        }
        if old.command.takes_using() && old.using.is_some() && !is_open(&old.using) {
            let new = Policy { using: open.clone(), ..old.clone() };
            self.replaced(at, table, number, new, &of("lets every row through (USING true)"));
        }
        let check = old.check.as_ref().or(old.using.as_ref());
        if old.command.takes_check() && check.is_some_and(|check| *check != Expr::Bool(true)) {
            let new = Policy { check: open, ..old.clone() };
            self.replaced(at, table, number, new, &of("lets rows become anything (WITH CHECK true)"));
        }
        if !old.permissive {
            return;
        }
        let public = Role::Public;
        if !old.roles.contains(&public) {
            let new = Policy { roles: vec![public.clone()], ..old.clone() };
            let grants = granted(old.command, &[public]);
            self.widened(at, table, number, new, grants, &of("is for PUBLIC, with the grants"));
        }
        if old.command != Command::All {
            let using = old.using.clone().or_else(|| old.check.clone());
            let new = Policy { command: Command::All, using, ..old.clone() };
            let grants = granted(Command::All, &old.roles);
            self.widened(at, table, number, new, grants, &of("is for every command, with the grants"));
        }
    }

    fn replaced(&mut self, at: usize, table: &Table, number: usize, new: Policy, name: &str) {
        self.widened(at, table, number, new, Vec::new(), name);
    }

    fn widened(
        &mut self,
        at: usize,
        table: &Table,
        number: usize,
        new: Policy,
        grants: Vec<Grant>,
        name: &str,
    ) {
        let mut weaker = self.resolved.clone();
        let of_weaker = &mut weaker.schema.tables[at];
        of_weaker.policies[number] = new.clone();
        of_weaker.grants.extend(grants.iter().cloned());
        let mut statements = vec![
            policy::drop(&table.name, table.policies[number].name()),
            sql::policy(&weaker, &weaker.schema.tables[at], &new),
        ];
        statements.extend(sql::grant::privileges(Way::Grant, &table.name, &grants));
        if new.roles.contains(&Role::Public) {
            let called = self.resolved.schema.functions.iter().filter(|function| {
                [&new.using, &new.check].into_iter().flatten().any(|expr| calls(expr, &function.name))
            });
            statements.extend(called.map(|one| function::execute(Way::Grant, &one.name, &[Role::Public])));
        }
        statements.extend(usage(table, grants.iter().map(|grant| grant.role.clone()).collect()));
        self.add(name.to_owned(), &weaker, &statements, table);
        self.gives(table, &grants);
    }

    /// A privilege that opens no row is still one that the access table says is not there.
    fn gives(&mut self, table: &Table, grants: &[Grant]) {
        let Some(last) = self.mutants.last_mut() else { return };
        for grant in grants {
            let roles = self.resolved.schema.as_whom(&grant.role);
            let has = |held: &Grant| {
                held.privilege == grant.privilege && held.columns.is_empty() && roles.contains(&held.role)
            };
            let command = match grant.privilege {
                Privilege::Select => Command::Select,
                Privilege::Insert => Command::Insert,
                Privilege::Update => Command::Update,
                Privilege::Delete => Command::Delete,
            };
            if !table.grants.iter().any(has) {
                last.unseen = None;
                last.cells.push((table.name.clone(), grant.role.clone(), command));
            }
        }
    }

    fn row_security(&mut self, at: usize, table: &Table) {
        if !table.row_security {
            return;
        }
        let mut weaker = self.resolved.clone();
        weaker.schema.tables[at].row_security = false;
        let sql = policy::alter_row_security(&table.name, "DISABLE");
        self.add(format!("{}: row security is off", table.name), &weaker, &[sql], table);
    }

    /// A privilege for each role that has not the whole of it.
    fn grants(&mut self, at: usize, table: &Table) {
        let page = access(self.resolved);
        let Some(of_table) = page.tables.iter().find(|one| one.table == table.name) else { return };
        for role in &of_table.roles {
            if matches!(&role.role, Role::Named(name) if Role::is_predefined(name)) {
                continue;
            }
            for cell in role.cells.iter().filter(|cell| cell.privilege != crate::access::Held::Whole) {
                let grants = granted(cell.command, std::slice::from_ref(&role.role));
                let mut weaker = self.resolved.clone();
                weaker.schema.tables[at].grants.extend(grants.iter().cloned());
                let mut statements = sql::grant::privileges(Way::Grant, &table.name, &grants);
                statements.extend(usage(table, vec![role.role.clone()]));
                let name =
                    format!("{}: {} for {}", table.name, cell.command, super::proof::as_role(&role.role));
                self.add(name, &weaker, &statements, table);
                self.gives(table, &grants);
            }
        }
    }

    /// A lookup that finds every row, that runs as the caller, or that others may call.
    fn function(&mut self, old: &Function) {
        let users: Vec<QName> = self
            .resolved
            .schema
            .tables
            .iter()
            .filter(|table| {
                let clauses = table.policies.iter().flat_map(|policy| [&policy.using, &policy.check]);
                clauses.flatten().any(|expr| calls(expr, &old.name))
            })
            .map(|table| table.name.clone())
            .collect();
        let mut weaker = unseen::finding_all(self.resolved, &old.name);
        let changes = compare(self.resolved, &weaker);
        let new = Function { when: Expr::Bool(true), ..old.clone() };
        weaker.schema.functions.retain(|one| one.name != old.name);
        weaker.schema.functions.push(new.clone());
        let name = |what: &str| format!("{}: {what}", old.name);
        let cells = cells(&changes);
        let mut add = |what: &str, sql: String, unseen| {
            let (seen_by, cells) = (users.clone(), cells.clone());
            self.mutants.push(Mutant { name: name(what), sql, seen_by, cells, unseen });
        };
        if let Some(written) = function::Written::of(&weaker, &new) {
            let unseen = changes.is_empty().then_some("the access table is the same with it");
            add("finds every row", function::replace(&old.name, &written), unseen);
        }
        let invoker = format!("ALTER FUNCTION {}() SECURITY INVOKER", old.name.quoted());
        let same = unseen::as_caller(self.resolved, &old.name);
        add(
            "runs as the caller",
            invoker,
            same.then_some("whoever calls it may read the rows that it finds"),
        );
        add(
            "may be called by everybody",
            function::execute(Way::Grant, &old.name, &[Role::Public]),
            Some("it gives each caller their own rows only, and who may call it is no cell"),
        );
    }
}

fn cells(changes: &[Change]) -> Vec<(QName, Role, Command)> {
    let one = |change: &Change| (change.table.clone(), change.role.clone(), change.command);
    changes.iter().map(one).collect()
}

/// The privileges of a command.
fn granted(command: Command, roles: &[Role]) -> Vec<Grant> {
    let privileges: &[Privilege] = match command {
        Command::All => &[Privilege::Select, Privilege::Insert, Privilege::Update, Privilege::Delete],
        Command::Select => &[Privilege::Select],
        Command::Insert => &[Privilege::Insert],
        Command::Update => &[Privilege::Update],
        Command::Delete => &[Privilege::Delete],
    };
    let of = |role: &Role| privileges.iter().map(|one| Grant::new(*one, role.clone())).collect::<Vec<_>>();
    roles.iter().flat_map(of).collect()
}

/// Without USAGE of its Postgres schema, a privilege on a table is none.
fn usage(table: &Table, roles: Vec<Role>) -> Option<String> {
    let roles: BTreeSet<Role> = roles.into_iter().collect();
    let roles: Vec<Role> = roles.into_iter().collect();
    let schema = table.name.schema.as_ref().filter(|schema| *schema != "public")?;
    (!roles.is_empty()).then(|| sql::role::use_of(Way::Grant, schema, &roles))
}

/// Whether a predicate calls a lookup.
fn calls(expr: &Expr, name: &QName) -> bool {
    expr.atoms().iter().any(|(atom, _)| match atom {
        Expr::Among(among) => among.helper.as_ref() == Some(name) || calls(&among.when, name),
        _ => false,
    })
}
