//! What does a caller try?
//!
//! Alice is the caller whose rows are "own", so each statement is written from her side. `own` is what she has to get,
//! written down by hand from what Postgres documents, in the notation of [`Cell`](super::cell::Cell).

/// How a statement is run, and what is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// The rows that it returns or touches.
    Rows,
    /// The number that it returns.
    Count,
    /// The lines that it sends.
    CopyOut,
    /// It is sent this line.
    CopyIn(&'static str),
}

/// One statement.
#[derive(Clone, Copy, Debug)]
pub(super) struct Statement {
    pub(super) name: &'static str,
    pub(super) sql: &'static str,
    pub(super) how: How,
    /// What Alice gets as `authenticated`.
    pub(super) own: &'static str,
}

const fn rows(name: &'static str, own: &'static str, sql: &'static str) -> Statement {
    Statement { name, sql, how: How::Rows, own }
}

/// All but MERGE, in the order of the table.
pub(super) const STATEMENTS: &[Statement] = &[
    rows("select", "2", "SELECT * FROM todos"),
    rows("select own key", "1", "SELECT * FROM todos WHERE id = 1"),
    rows("select other's key", "0", "SELECT * FROM todos WHERE id = 3"),
    Statement { name: "select count", sql: "SELECT count(*) FROM todos", how: How::Count, own: "2" },
    rows("select for update", "2", "SELECT * FROM todos FOR UPDATE"),
    rows("select for share, other's key", "0", "SELECT * FROM todos WHERE id = 3 FOR SHARE"),
    Statement { name: "copy to", sql: "COPY todos TO STDOUT", how: How::CopyOut, own: "2" },
    Statement {
        name: "copy query to",
        sql: "COPY (SELECT id FROM todos) TO STDOUT",
        how: How::CopyOut,
        own: "2",
    },
    rows("insert own", "1 +alice", "INSERT INTO todos (user_id, task) VALUES ('alice', 'new')"),
    rows("insert other's", "policy", "INSERT INTO todos (user_id, task) VALUES ('bob', 'new')"),
    rows("insert nobody's", "policy", "INSERT INTO todos (user_id, task) VALUES ('', 'new')"),
    rows("insert by default", "1 +alice", "INSERT INTO todos (task) VALUES ('new')"),
    rows("insert own, empty task", "23514", "INSERT INTO todos (user_id, task) VALUES ('alice', '')"),
    rows(
        "insert own returning",
        "1 +alice",
        "INSERT INTO todos (user_id, task) VALUES ('alice', 'new') RETURNING user_id",
    ),
    rows("insert by default returning", "1 +alice", "INSERT INTO todos (task) VALUES ('new') RETURNING *"),
    rows(
        "insert other's returning",
        "policy",
        "INSERT INTO todos (user_id, task) VALUES ('bob', 'new') RETURNING user_id",
    ),
    rows(
        "upsert own",
        "1 ~1",
        "INSERT INTO todos (id, user_id, task) VALUES (1, 'alice', 'up') ON CONFLICT (id) DO UPDATE SET task = EXCLUDED.task",
    ),
    rows(
        "upsert over other's",
        "policy",
        "INSERT INTO todos (id, user_id, task) VALUES (3, 'alice', 'up') ON CONFLICT (id) DO UPDATE SET task = EXCLUDED.task",
    ),
    rows(
        "upsert taking other's",
        "policy",
        "INSERT INTO todos (id, user_id, task) VALUES (3, 'alice', 'up') ON CONFLICT (id) DO UPDATE SET user_id = EXCLUDED.user_id",
    ),
    rows(
        "upsert giving own away",
        "policy",
        "INSERT INTO todos (id, user_id, task) VALUES (1, 'alice', 'up') ON CONFLICT (id) DO UPDATE SET user_id = 'bob'",
    ),
    rows(
        "insert or nothing, own",
        "0",
        "INSERT INTO todos (id, user_id, task) VALUES (1, 'alice', 'up') ON CONFLICT DO NOTHING",
    ),
    rows(
        "insert or nothing, other's",
        "0",
        "INSERT INTO todos (id, user_id, task) VALUES (3, 'alice', 'up') ON CONFLICT (id) DO NOTHING",
    ),
    rows(
        "insert or nothing, new",
        "1 +alice",
        "INSERT INTO todos (id, user_id, task) VALUES (99, 'alice', 'up') ON CONFLICT (id) DO NOTHING",
    ),
    rows("update own key", "1 ~1", "UPDATE todos SET task = 'done' WHERE id = 1"),
    rows("update other's key", "0", "UPDATE todos SET task = 'done' WHERE id = 3"),
    rows("update by own name", "2 ~1 ~2", "UPDATE todos SET task = 'done' WHERE user_id = 'alice'"),
    rows("update by other's name", "0", "UPDATE todos SET task = 'done' WHERE user_id = 'bob'"),
    rows("update all", "2 ~1 ~2", "UPDATE todos SET task = 'done'"),
    rows("update all returning", "2 ~1 ~2", "UPDATE todos SET task = 'done' RETURNING id"),
    rows("give one away", "policy", "UPDATE todos SET user_id = 'bob' WHERE id = 1"),
    rows("give all away", "policy", "UPDATE todos SET user_id = 'bob'"),
    rows("give all to nobody", "policy", "UPDATE todos SET user_id = ''"),
    rows("take one", "0", "UPDATE todos SET user_id = 'alice' WHERE id = 3"),
    rows("take all", "2 ~1 ~2", "UPDATE todos SET user_id = 'alice', task = 'taken'"),
    rows("delete own key", "1 -1", "DELETE FROM todos WHERE id = 1"),
    rows("delete other's key", "0", "DELETE FROM todos WHERE id = 3"),
    rows("delete by other's name", "0", "DELETE FROM todos WHERE user_id = 'bob'"),
    rows("delete all", "2 -1 -2", "DELETE FROM todos"),
    rows("delete all returning", "2 -1 -2", "DELETE FROM todos RETURNING *"),
    Statement {
        name: "copy own from",
        sql: "COPY todos (user_id, task) FROM STDIN",
        how: How::CopyIn("alice\tnew\n"),
        // not supported with row security, whatever the row
        own: "0A000",
    },
    Statement {
        name: "copy other's from",
        sql: "COPY todos (user_id, task) FROM STDIN",
        how: How::CopyIn("bob\tnew\n"),
        own: "0A000",
    },
    rows("truncate", "privilege", "TRUNCATE todos"),
];

/// MERGE, which servers have from 15 on; before that, a syntax error.
pub(super) const MERGES: &[Statement] = &[
    rows(
        "merge update own",
        "1 ~1",
        "MERGE INTO todos t USING (VALUES (1)) s (id) ON t.id = s.id WHEN MATCHED THEN UPDATE SET task = 'done'",
    ),
    rows(
        "merge update other's",
        "0",
        "MERGE INTO todos t USING (VALUES (3)) s (id) ON t.id = s.id WHEN MATCHED THEN UPDATE SET task = 'done'",
    ),
    rows(
        // reads no column of the table, so the SELECT policy hides nothing, and what UPDATE's denies is an error
        "merge update all",
        "policy",
        "MERGE INTO todos t USING (VALUES (1)) s (id) ON true WHEN MATCHED THEN UPDATE SET task = 'done'",
    ),
    rows(
        "merge give away",
        "policy",
        "MERGE INTO todos t USING (VALUES (1)) s (id) ON t.id = s.id WHEN MATCHED THEN UPDATE SET user_id = 'bob'",
    ),
    rows(
        "merge delete own",
        "1 -1",
        "MERGE INTO todos t USING (VALUES (1)) s (id) ON t.id = s.id WHEN MATCHED THEN DELETE",
    ),
    rows(
        "merge delete other's",
        "0",
        "MERGE INTO todos t USING (VALUES (3)) s (id) ON t.id = s.id WHEN MATCHED THEN DELETE",
    ),
    rows(
        "merge insert own",
        "1 +alice",
        "MERGE INTO todos t USING (VALUES (99)) s (id) ON t.id = s.id \
         WHEN NOT MATCHED THEN INSERT (user_id, task) VALUES ('alice', 'new')",
    ),
    rows(
        "merge insert other's",
        "policy",
        "MERGE INTO todos t USING (VALUES (99)) s (id) ON t.id = s.id \
         WHEN NOT MATCHED THEN INSERT (user_id, task) VALUES ('bob', 'new')",
    ),
    rows(
        // not seen, so not matched, so inserted
        "merge over other's",
        "23505",
        "MERGE INTO todos t USING (VALUES (3)) s (id) ON t.id = s.id WHEN MATCHED THEN UPDATE SET task = 'done' \
         WHEN NOT MATCHED THEN INSERT (id, user_id, task) VALUES (3, 'alice', 'new')",
    ),
];

/// All of them.
pub(super) fn all() -> impl Iterator<Item = &'static Statement> {
    STATEMENTS.iter().chain(MERGES)
}
