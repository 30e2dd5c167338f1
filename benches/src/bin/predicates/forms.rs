//! Who asks for what?

use pg_rls::{Provider, Rls};
use postgres::{Client, Error};

/// One thing to do.
#[derive(Rls)]
#[rls(owner = "user_id", role = "authenticated")]
#[allow(dead_code, reason = "its table is what is measured")]
struct Todo {
    #[rls(primary_key, identity)]
    id: i64,
    user_id: String,
    #[rls(check = "char_length(task) > 0")]
    task: String,
    #[rls(default = false)]
    is_complete: bool,
    #[rls(default = "now()")]
    inserted_at: chrono::DateTime<chrono::Utc>,
}

/// The index that `owner` brings along.
pub(crate) const INDEX: &str = "todos_user_id_idx";

/// A way of writing "the caller's own rows".
pub(crate) struct Form {
    /// The heading of its column.
    pub(crate) title: &'static str,
    /// The role whose policies say it; none goes past row security.
    role: Option<&'static str>,
    /// The policies' predicate, where it is not ours, which the derive writes.
    predicate: Option<&'static str>,
}

/// The first is what the others are measured by.
pub(crate) const FORMS: &[Form] = &[
    Form { title: "no row security", role: None, predicate: None },
    Form { title: "ours", role: Some("authenticated"), predicate: None },
    Form {
        title: "the guides'",
        role: Some("by_guide"),
        predicate: Some("(SELECT auth.user_id()) = user_id"),
    },
    Form { title: "a bare call", role: Some("by_call"), predicate: Some("user_id = auth.user_id()") },
    Form {
        title: "Drizzle's",
        role: Some("by_drizzle"),
        predicate: Some("(SELECT auth.user_id() = user_id)"),
    },
];

/// The index of our form.
pub(crate) const OURS: usize = 1;

impl Form {
    /// Makes this connection the caller of this number.
    pub(crate) fn become_caller(&self, client: &mut Client, owner: u32) -> Result<(), Error> {
        client.batch_execute("SET max_parallel_workers_per_gather = 0; SET jit = off")?;
        let Some(role) = self.role else { return Ok(()) };
        client.batch_execute(&format!(
            "SELECT set_config('request.jwt.claims', '{{\"sub\": \"user_{owner}\"}}', false); SET ROLE {role}"
        ))
    }

    /// The statement as this form's caller writes it.
    pub(crate) fn sql(&self, statement: &Statement, owner: u32) -> String {
        let whose = match self.role {
            None => format!("user_id = 'user_{owner}'"),
            Some(_) => "true".to_owned(),
        };
        statement
            .sql
            .replace("{whose}", &whose)
            .replace("{owner}", &format!("user_{owner}"))
            .replace("{n}", &owner.to_string())
    }
}

/// What is asked for.
pub(crate) struct Statement {
    /// The name of its row.
    pub(crate) title: &'static str,
    sql: &'static str,
    /// Whether it finds its rows by their owner.
    pub(crate) by_owner: bool,
    /// Whether it leaves dead rows behind.
    pub(crate) writes: bool,
}

const fn read(title: &'static str, by_owner: bool, sql: &'static str) -> Statement {
    Statement { title, sql, by_owner, writes: false }
}

const fn write(title: &'static str, by_owner: bool, sql: &'static str) -> Statement {
    Statement { title, sql, by_owner, writes: true }
}

/// In the order in which they are printed.
pub(crate) const STATEMENTS: &[Statement] = &[
    read("own rows", true, "SELECT * FROM todos WHERE {whose}"),
    read("count", true, "SELECT count(*) FROM todos WHERE {whose}"),
    read("20 newest", true, "SELECT * FROM todos WHERE {whose} ORDER BY inserted_at DESC LIMIT 20"),
    // ids go round the owners, so this one is the caller's
    read("by key", false, "SELECT * FROM todos WHERE id = {n} AND {whose}"),
    write(
        "insert 1,000 rows",
        false,
        "INSERT INTO todos (user_id, task) SELECT '{owner}', 'task ' || n FROM generate_series(1, 1000) AS n",
    ),
    write("update own rows", true, "UPDATE todos SET is_complete = true WHERE {whose}"),
];

/// The provider's roles and functions, the table with its policies and ours of the other forms, and its rows.
pub(crate) fn set_up(admin: &mut Client, rows: u32, owners: u32) -> Result<(), Error> {
    admin.batch_execute(&Provider::Neon.bootstrap())?;
    admin.batch_execute(&pg_rls::schema![Todo].sql())?;
    for form in FORMS {
        if let (Some(role), Some(predicate)) = (form.role, form.predicate) {
            admin.batch_execute(&format!(
                "CREATE ROLE {role};
                GRANT SELECT, INSERT, UPDATE, DELETE ON todos TO {role};
                CREATE POLICY {role}_select ON todos FOR SELECT TO {role} USING ({predicate});
                CREATE POLICY {role}_insert ON todos FOR INSERT TO {role} WITH CHECK ({predicate});
                CREATE POLICY {role}_update ON todos FOR UPDATE TO {role} USING ({predicate}) WITH CHECK ({predicate});
                CREATE POLICY {role}_delete ON todos FOR DELETE TO {role} USING ({predicate})"
            ))?;
        }
    }
    admin.batch_execute(&format!(
        "INSERT INTO todos (user_id, task, inserted_at)
            SELECT 'user_' || (n % {owners}), 'task ' || n, now() - n * interval '1 second'
            FROM generate_series(1, {rows}) AS n"
    ))?;
    admin.batch_execute("VACUUM (FREEZE, ANALYZE) todos")
}
