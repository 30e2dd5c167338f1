//! What comes of a pattern's statements?

use postgres::{Client, SimpleQueryMessage, error::SqlState};
use rls_core::{
    ident::{literal, quote},
    provider::Provider,
    resolve::Resolved,
};

use super::Pattern;
use crate::{corpus::Case, server};

/// What a session without claims may find in the setting. A setting that was never made comes first: in a session it
/// never comes back.
const NO_CLAIMS: [Option<&str>; 6] =
    [None, Some(""), Some("{}"), Some("null"), Some(r#"{"sub":null,"o":null}"#), Some("[]")];
const NO_JSON: [&str; 3] = ["alice", r#"{"sub":"alice""#, "'"];

/// One cell of a table.
struct Ask {
    who: &'static str,
    role: &'static str,
    claims: Option<&'static str>,
    statement: &'static str,
    expected: &'static str,
    /// An error is as good, since it denies.
    may_raise: bool,
}

/// A database with a pattern's tables and rows, in a transaction that is never committed.
pub(super) struct Session {
    pub(super) client: Client,
    name: String,
    pub(super) resolved: Resolved,
}

impl Session {
    pub(super) fn open(pattern: &Pattern) -> Session {
        Session::with(pattern, |ddl| ddl)
    }

    /// The same with another DDL.
    pub(super) fn with(pattern: &Pattern, change: impl FnOnce(String) -> String) -> Session {
        Session::of(pattern, &pattern.case(), change)
    }

    /// The same for the callers of another provider.
    pub(super) fn for_provider(pattern: &Pattern, provider: Provider) -> Session {
        Session::of(pattern, &Case { provider, ..pattern.case() }, |ddl| ddl)
    }

    fn of(pattern: &Pattern, case: &Case, change: impl FnOnce(String) -> String) -> Session {
        let resolved = case.resolved();
        let (mut client, name) = server::database(&case.provider);
        let ddl = change(rls_core::sql::ddl(&resolved));
        client.batch_execute("BEGIN").unwrap();
        client.batch_execute(&ddl).unwrap_or_else(|error| panic!("{}: {error:?}\n{ddl}", pattern.folder));
        client.batch_execute(pattern.rows).unwrap_or_else(|error| panic!("{}: {error:?}", pattern.folder));
        for table in &resolved.schema.tables {
            // behind the rows that are there
            for column in table.columns.iter().filter(|column| column.identity.is_some()) {
                let (table, column) = (table.name.quoted(), quote(&column.name));
                client
                    .batch_execute(&format!("ALTER TABLE {table} ALTER {column} RESTART WITH 1000"))
                    .unwrap();
            }
        }
        Session { client, name, resolved }
    }

    pub(super) fn close(self) {
        server::drop_database(self.client, &self.name);
    }

    /// Where the answers are others than the table's.
    pub(super) fn differences(&mut self, pattern: &Pattern) -> Vec<String> {
        let mut all = Self::all(pattern);
        // another provider calls its roles otherwise
        let Resolved { provider, schema } = &self.resolved;
        let known =
            |role: &str| schema.roles.contains_key(role) || provider.roles().any(|known| known == role);
        all.retain(|ask| known(ask.role));
        all.iter().filter_map(|ask| self.difference(pattern, ask)).collect()
    }

    /// Whether some answer is another than the table's.
    pub(super) fn differs(&mut self, pattern: &Pattern) -> bool {
        // who has claims sees more of a slip than who has none
        Self::all(pattern).iter().rev().any(|ask| self.difference(pattern, ask).is_some())
    }

    fn difference(&mut self, pattern: &Pattern, ask: &Ask) -> Option<String> {
        let came = self.answer(ask.role, ask.claims, ask.statement);
        let wrong = came != ask.expected && !(ask.may_raise && came == "22P02");
        wrong.then(|| {
            let Ask { who, role, statement, expected, .. } = ask;
            let claims = ask.claims.unwrap_or("no setting");
            format!("{}: {statement}\n    {who} ({role}, {claims}): {came}, not {expected}", pattern.folder)
        })
    }

    /// All that is asked, the setting that was never made first.
    fn all(pattern: &Pattern) -> Vec<Ask> {
        let role = pattern.callers[0].role;
        let lines = lines(pattern);
        let mut all = Vec::new();
        for claims in NO_CLAIMS {
            all.extend(lines.iter().map(|(statement, expected)| {
                let expected = expected[expected.len() - 1];
                Ask { who: "nobody", role, claims, statement, expected, may_raise: false }
            }));
        }
        for (statement, expected) in lines {
            let nobody = expected[expected.len() - 1];
            all.extend(NO_JSON.map(|claims| Ask {
                who: "malformed",
                role,
                claims: Some(claims),
                statement,
                expected: nobody,
                may_raise: true,
            }));
            all.extend(pattern.callers.iter().zip(expected).map(|(caller, expected)| Ask {
                who: caller.name,
                role: caller.role,
                claims: caller.claims,
                statement,
                expected,
                may_raise: false,
            }));
        }
        all
    }

    /// What comes of one statement, undone.
    pub(super) fn answer(&mut self, role: &str, claims: Option<&str>, statement: &str) -> String {
        let mut sets = String::new();
        if let Some(claims) = claims {
            for (setting, value) in settings(&self.resolved.provider, claims) {
                sets.push_str(&format!("SELECT set_config('{setting}', {}, true); ", literal(&value)));
            }
        }
        self.client.simple_query(&format!("SAVEPOINT try; {sets}SET LOCAL ROLE {role}")).unwrap();
        let answer = match self.client.simple_query(statement) {
            Ok(messages) => said(&messages),
            Err(error) => refused(&error),
        };
        self.client.simple_query("ROLLBACK TO try; RELEASE try; RESET ROLE").unwrap();
        answer
    }
}

/// The statements of a pattern's table, each with its answers.
fn lines(pattern: &Pattern) -> Vec<(&'static str, Vec<&'static str>)> {
    let columns = pattern.callers.len() + 1;
    let lines =
        pattern.table.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut lines = lines.map(|line| {
        let mut cells: Vec<&str> = line.splitn(columns + 1, '|').map(str::trim).collect();
        assert_eq!(cells.len(), columns + 1, "{}: {line}", pattern.folder);
        (cells.pop().unwrap(), cells)
    });
    let (_, head) = lines.next().unwrap();
    let names: Vec<&str> = pattern.callers.iter().map(|caller| caller.name).chain(["nobody"]).collect();
    assert_eq!(head, names, "{}", pattern.folder);
    let lines: Vec<_> = lines.collect();
    assert!(!lines.is_empty(), "{}", pattern.folder);
    lines
}

fn settings(provider: &Provider, claims: &str) -> Vec<(&'static str, String)> {
    if !matches!(provider, Provider::Custom(_)) {
        return vec![("request.jwt.claims", claims.to_owned())];
    }
    let token: serde_json::Value = serde_json::from_str(claims).unwrap_or_default();
    let subject = token["sub"].as_str().unwrap_or_default().to_owned();
    vec![("app.user_id", subject), ("app.claims", claims.to_owned())]
}

/// The rows of the last statement, or how many it changed.
fn said(messages: &[SimpleQueryMessage]) -> String {
    let mut rows = Vec::new();
    let mut queried = false;
    let mut changed = 0;
    for message in messages {
        match message {
            SimpleQueryMessage::RowDescription(_) => queried = true,
            SimpleQueryMessage::Row(row) => rows.push(row.get(0).unwrap_or("null").to_owned()),
            SimpleQueryMessage::CommandComplete(count) => changed = *count,
            _ => {}
        }
    }
    match (queried, rows.is_empty()) {
        (false, _) => format!("={changed}"),
        (true, true) => "-".to_owned(),
        (true, false) => rows.join(" "),
    }
}

fn refused(error: &postgres::Error) -> String {
    let Some(error) = error.as_db_error() else { panic!("{error:?}") };
    match *error.code() {
        SqlState::INSUFFICIENT_PRIVILEGE if error.message().contains("row-level security") => {
            "refused".to_owned()
        }
        SqlState::INSUFFICIENT_PRIVILEGE => "no privilege".to_owned(),
        ref code => code.code().to_owned(),
    }
}
