//! What is changed by hand, what is said of it, and what becomes of it?

/// What the database is made of.
pub(super) const MODELS: &str = r#"
use pg_rls::Rls;

/// One thing to do.
#[derive(Rls)]
#[rls(owner = "user_id")]
#[rls(grant("select", "insert(task)", to = "drift_editor"))]
#[rls(policy(name = "guard", for = "all", to = "authenticated", using = task != "secret", restrictive))]
#[rls(policy(name = "editors", for = "update", to = ["drift_editor", "anonymous"], using = is_complete, with_check = true))]
#[rls(foreign_key("team_id", references = "app.teams(id)", on_delete = "cascade"))]
#[rls(unique("user_id", "task"), index("is_complete", where = "is_complete"))]
pub struct Todo {
    #[rls(primary_key, identity)]
    pub id: i64,
    pub user_id: String,
    /// What is to be done.
    #[rls(check = "char_length(task) > 0")]
    pub task: String,
    #[rls(default = false)]
    pub is_complete: bool,
    #[rls(default = "now()")]
    pub at: chrono::DateTime<chrono::Utc>,
    #[rls(generated = "char_length(task)")]
    pub length: i32,
    #[rls(collate = "C")]
    pub code: Option<String>,
    pub state: State,
    pub team_id: Option<i64>,
}

#[derive(Rls)]
pub enum State { Open, Done }

#[derive(Rls)]
#[rls(schema = "app", crud(read = member("id", of = "memberships", key = "team_id", user = "user_id")))]
pub struct Team {
    #[rls(primary_key, identity)]
    pub id: i64,
    pub name: String,
}

#[derive(Rls)]
#[rls(primary_key("team_id", "user_id"))]
pub struct Membership {
    pub team_id: i64,
    pub user_id: String,
}

#[derive(Rls)]
pub struct Memo {
    #[rls(primary_key)]
    pub id: i64,
}
"#;

/// What becomes of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ends {
    /// A plan leads back, and another there.
    Planned,
    /// What is printed leads back; the models cannot say it.
    Mended,
    /// It is named and left alone.
    Left,
    /// Nothing of it is ours.
    Nothing,
}

use Ends::{Left, Mended, Nothing, Planned};

/// A change by hand, what is said of it, and what becomes of it.
pub(super) const CHANGES: &[(&str, &str, Ends)] = &[
    // policies
    (r#"ALTER POLICY guard ON todos USING (true)"#, "other policy guard on public.todos: using", Planned),
    (r#"DROP POLICY guard ON todos"#, "missing policy guard on public.todos", Planned),
    (
        r#"DROP POLICY guard ON todos; CREATE POLICY guard ON todos TO authenticated USING (task <> 'secret')"#,
        "is restrictive → permissive",
        Planned,
    ),
    (
        r#"DROP POLICY editors ON todos; CREATE POLICY editors ON todos AS RESTRICTIVE FOR UPDATE TO drift_editor, anonymous USING (is_complete) WITH CHECK (true)"#,
        "is permissive → restrictive",
        Planned,
    ),
    (
        r#"DROP POLICY editors ON todos; CREATE POLICY editors ON todos FOR DELETE TO drift_editor, anonymous USING (is_complete)"#,
        "command UPDATE → DELETE",
        Planned,
    ),
    (r#"ALTER POLICY editors ON todos TO PUBLIC"#, "roles anonymous, drift_editor → PUBLIC", Planned),
    (r#"ALTER POLICY editors ON todos TO anonymous"#, "roles anonymous, drift_editor → anonymous", Planned),
    (r#"ALTER POLICY editors ON todos WITH CHECK (is_complete)"#, "check true → is_complete", Planned),
    (
        r#"DROP POLICY editors ON todos; CREATE POLICY editors ON todos FOR UPDATE TO drift_editor, anonymous USING (is_complete)"#,
        "check true → none",
        Planned,
    ),
    (r#"ALTER POLICY editors ON todos RENAME TO writers"#, "added policy writers on public.todos", Planned),
    (
        r#"CREATE POLICY hole ON todos FOR SELECT TO anonymous USING (true)"#,
        "added policy hole on public.todos",
        Planned,
    ),
    (
        r#"CREATE POLICY sub ON todos FOR SELECT USING (EXISTS (SELECT FROM app.teams t WHERE t.id = todos.team_id AND t.name = auth.user_id()))"#,
        "added policy sub",
        Planned,
    ),
    (
        r#"COMMENT ON POLICY guard ON todos IS 'why'"#,
        "other policy guard on public.todos: comment none → why",
        Left,
    ),
    (
        r#"ALTER POLICY "crud-authenticated-policy-select" ON app.teams USING (true)"#,
        "using (id = ANY",
        Planned,
    ),
    // row security
    (
        r#"ALTER TABLE todos DISABLE ROW LEVEL SECURITY"#,
        "other table public.todos: row_security yes → none",
        Planned,
    ),
    (r#"ALTER TABLE todos FORCE ROW LEVEL SECURITY"#, "force none → yes", Planned),
    // privileges
    (r#"GRANT SELECT ON todos TO anonymous"#, "privileges UPDATE → SELECT, UPDATE", Planned),
    (
        r#"GRANT DELETE ON todos TO PUBLIC"#,
        "added privileges of PUBLIC on table public.todos: DELETE",
        Planned,
    ),
    (
        r#"GRANT SELECT ON todos TO drift_editor WITH GRANT OPTION"#,
        "SELECT, UPDATE → SELECT WITH GRANT OPTION, UPDATE",
        Mended,
    ),
    (
        r#"GRANT INSERT ON todos TO drift_editor WITH GRANT OPTION"#,
        "INSERT WITH GRANT OPTION, SELECT",
        Mended,
    ),
    (r#"REVOKE SELECT ON todos FROM drift_editor"#, "privileges SELECT, UPDATE → UPDATE", Planned),
    (
        r#"REVOKE ALL ON todos FROM authenticated"#,
        "missing privileges of authenticated on table public.todos: DELETE, INSERT, SELECT, UPDATE",
        Planned,
    ),
    (r#"GRANT UPDATE (task) ON todos TO anonymous"#, "", Nothing),
    (
        r#"GRANT SELECT (task) ON todos TO anonymous"#,
        "added privileges of anonymous on column task on table public.todos: SELECT",
        Planned,
    ),
    (r#"GRANT SELECT (id) ON todos TO drift_editor"#, "", Nothing),
    (r#"GRANT INSERT (code) ON todos TO drift_editor WITH GRANT OPTION"#, "INSERT WITH GRANT OPTION", Mended),
    (
        r#"REVOKE INSERT (task) ON todos FROM drift_editor"#,
        "missing privileges of drift_editor on column task",
        Planned,
    ),
    (r#"GRANT TRUNCATE, REFERENCES ON todos TO anonymous"#, "UPDATE → REFERENCES, TRUNCATE, UPDATE", Mended),
    (r#"GRANT ALL ON todos TO anonymous"#, "TRUNCATE", Mended),
    (
        r#"GRANT REFERENCES (task) ON todos TO anonymous"#,
        "on column task on table public.todos: REFERENCES",
        Mended,
    ),
    (
        r#"REVOKE USAGE ON SCHEMA app FROM authenticated"#,
        "missing privileges of authenticated on schema app: USAGE",
        Mended,
    ),
    (r#"GRANT CREATE ON SCHEMA app TO anonymous"#, "", Nothing),
    // columns
    (r#"ALTER TABLE todos ADD COLUMN note text"#, "added column public.todos.note", Planned),
    (r#"ALTER TABLE todos DROP COLUMN at"#, "missing column public.todos.at", Planned),
    (r#"ALTER TABLE todos DROP COLUMN at, ADD COLUMN at timestamptz NOT NULL DEFAULT now()"#, "", Nothing),
    (r#"ALTER TABLE todos ALTER COLUMN code TYPE varchar(80)"#, "type text → character varying(80)", Planned),
    (r#"ALTER TABLE todos ALTER COLUMN at DROP DEFAULT"#, "default now() → none", Planned),
    (
        r#"ALTER TABLE todos ALTER COLUMN user_id SET DEFAULT 'me'"#,
        "default auth.user_id() → 'me'::text",
        Planned,
    ),
    (r#"ALTER TABLE todos ALTER COLUMN is_complete SET DEFAULT true"#, "default false → true", Planned),
    (r#"ALTER TABLE todos ALTER COLUMN task DROP NOT NULL"#, "not_null yes → none", Planned),
    (r#"ALTER TABLE todos ALTER COLUMN team_id SET NOT NULL"#, "not_null none → yes", Planned),
    (r#"ALTER TABLE todos ALTER COLUMN id SET GENERATED ALWAYS"#, "identity BY DEFAULT → ALWAYS", Planned),
    (r#"ALTER TABLE todos ALTER COLUMN id DROP IDENTITY"#, "identity BY DEFAULT → none", Planned),
    (r#"ALTER TABLE todos ALTER COLUMN id SET INCREMENT 5"#, "sequence", Left),
    (r#"ALTER TABLE todos ALTER COLUMN length DROP EXPRESSION"#, "generated STORED → none", Planned),
    (
        r#"ALTER TABLE todos DROP COLUMN length, ADD COLUMN length int NOT NULL GENERATED ALWAYS AS (char_length(task) + 1) STORED"#,
        "default char_length(task) → (char_length(task) + 1)",
        Planned,
    ),
    (r#"ALTER TABLE todos ALTER COLUMN code TYPE text COLLATE "POSIX""#, "collation", Planned),
    (r#"ALTER TABLE todos ALTER COLUMN task SET STORAGE EXTERNAL"#, "storage", Left),
    (r#"ALTER TABLE todos RENAME COLUMN code TO kode"#, "added column public.todos.kode", Planned),
    // constraints
    (r#"ALTER TABLE todos DROP CONSTRAINT todos_task_check"#, "missing constraint todos_task_check", Planned),
    (
        r#"ALTER TABLE todos DROP CONSTRAINT todos_task_check, ADD CONSTRAINT todos_task_check CHECK (char_length(task) > 1)"#,
        "definition CHECK ((char_length(task) > 0)) → CHECK ((char_length(task) > 1))",
        Planned,
    ),
    (
        r#"ALTER TABLE todos RENAME CONSTRAINT todos_task_check TO task_is_there"#,
        "added constraint task_is_there",
        Planned,
    ),
    (
        r#"ALTER TABLE todos DROP CONSTRAINT todos_task_check, ADD CONSTRAINT todos_task_check CHECK (char_length(task) > 0) NOT VALID"#,
        "CHECK ((char_length(task) > 0)) NOT VALID",
        Mended,
    ),
    (
        r#"ALTER TABLE todos ADD CONSTRAINT short CHECK (length < 100) NOT VALID"#,
        "added constraint short",
        Mended,
    ),
    (
        r#"ALTER TABLE todos DROP CONSTRAINT todos_user_id_task_key"#,
        "missing constraint todos_user_id_task_key",
        Planned,
    ),
    (
        r#"ALTER TABLE todos DROP CONSTRAINT todos_user_id_task_key, ADD CONSTRAINT todos_user_id_task_key UNIQUE (user_id, task) DEFERRABLE"#,
        "DEFERRABLE",
        Mended,
    ),
    (
        r#"ALTER TABLE todos ADD CONSTRAINT alone EXCLUDE (task WITH =)"#,
        "added constraint alone on public.todos: EXCLUDE",
        Mended,
    ),
    (
        r#"ALTER TABLE todos DROP CONSTRAINT todos_team_id_fkey"#,
        "missing constraint todos_team_id_fkey",
        Planned,
    ),
    (
        r#"ALTER TABLE todos DROP CONSTRAINT todos_team_id_fkey, ADD CONSTRAINT todos_team_id_fkey FOREIGN KEY (team_id) REFERENCES app.teams(id)"#,
        "ON DELETE CASCADE",
        Planned,
    ),
    (
        r#"ALTER TABLE todos ALTER CONSTRAINT todos_team_id_fkey DEFERRABLE INITIALLY DEFERRED"#,
        "DEFERRABLE INITIALLY DEFERRED",
        Planned,
    ),
    (r#"ALTER TABLE todos DROP CONSTRAINT todos_pkey"#, "missing constraint todos_pkey", Planned),
    (r#"COMMENT ON CONSTRAINT todos_pkey ON todos IS 'the key'"#, "comment none → the key", Left),
    // indexes
    (r#"DROP INDEX todos_is_complete_idx"#, "missing index todos_is_complete_idx", Planned),
    (
        r#"DROP INDEX todos_is_complete_idx; CREATE INDEX todos_is_complete_idx ON todos (is_complete)"#,
        "other index todos_is_complete_idx",
        Planned,
    ),
    (
        r#"DROP INDEX todos_is_complete_idx; CREATE INDEX todos_is_complete_idx ON todos (is_complete) INCLUDE (task) WHERE is_complete"#,
        "INCLUDE (task)",
        Mended,
    ),
    (r#"CREATE INDEX more ON todos (lower(task) text_pattern_ops DESC)"#, "added index more", Planned),
    (r#"CREATE INDEX covering ON todos (at) INCLUDE (task)"#, "added index covering", Mended),
    (r#"ALTER INDEX todos_is_complete_idx RENAME TO complete"#, "added index complete", Planned),
    (
        r#"UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'todos_is_complete_idx'::regclass"#,
        "valid none → no",
        Mended,
    ),
    // comments, enums
    (r#"COMMENT ON TABLE todos IS 'another'"#, "comment One thing to do. → another", Planned),
    (r#"COMMENT ON COLUMN todos.task IS NULL"#, "comment What is to be done. → none", Planned),
    (r#"ALTER TYPE state ADD VALUE 'late'"#, "values open, done → open, done, late", Planned),
    (r#"ALTER TYPE state RENAME VALUE 'done' TO 'closed'"#, "values open, done → open, closed", Planned),
    (r#"COMMENT ON TYPE state IS 'how it is'"#, "comment none → how it is", Planned),
    (r#"ALTER TYPE state RENAME TO stage"#, "missing enum public.state", Planned),
    // functions
    (
        r#"GRANT EXECUTE ON FUNCTION rls_private.LOOKUP() TO PUBLIC"#,
        "added privileges of PUBLIC on function rls_private.LOOKUP()",
        Planned,
    ),
    (
        r#"REVOKE EXECUTE ON FUNCTION rls_private.LOOKUP() FROM authenticated"#,
        "missing privileges of authenticated on function",
        Planned,
    ),
    (
        r#"ALTER FUNCTION rls_private.LOOKUP() SECURITY INVOKER"#,
        "definition CREATE OR REPLACE FUNCTION rls_private.LOOKUP()",
        Mended,
    ),
    (
        r#"CREATE OR REPLACE FUNCTION rls_private.LOOKUP() RETURNS SETOF bigint LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER BEGIN ATOMIC SELECT team_id FROM memberships WHERE user_id = 'me'; END"#,
        "'me'::text",
        Planned,
    ),
    (
        r#"CREATE OR REPLACE FUNCTION rls_private.LOOKUP() RETURNS SETOF bigint LANGUAGE plpgsql STABLE SECURITY DEFINER AS 'BEGIN RETURN QUERY SELECT team_id FROM memberships; END'"#,
        "plpgsql",
        Mended,
    ),
    // roles
    (r#"ALTER ROLE drift_editor LOGIN"#, "other role drift_editor: login none → yes", Planned),
    (r#"ALTER ROLE drift_editor BYPASSRLS"#, "bypassrls none → yes", Mended),
    (r#"GRANT anonymous TO drift_editor"#, "in", Planned),
    (r#"REVOKE authenticated FROM drift_editor"#, "in", Planned),
    // tables and what hangs on them
    (r#"DROP TABLE memberships CASCADE"#, "missing table public.memberships", Planned),
    (r#"CREATE TABLE theirs (id int)"#, "", Nothing),
    (r#"ALTER TABLE todos OWNER TO drift_editor"#, "", Nothing),
    (r#"ALTER TABLE todos SET (fillfactor = 70)"#, "options", Left),
    (r#"ALTER TABLE todos REPLICA IDENTITY FULL"#, "replica_identity", Left),
    (r#"ALTER TABLE todos SET UNLOGGED"#, "unlogged none → yes", Left),
    (
        r#"CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER touch BEFORE UPDATE ON todos FOR EACH ROW EXECUTE FUNCTION touch()"#,
        "added trigger touch on public.todos",
        Left,
    ),
    (
        r#"CREATE RULE quiet AS ON DELETE TO todos DO INSTEAD NOTHING"#,
        "added rule quiet on public.todos",
        Left,
    ),
    (r#"CREATE TABLE child () INHERITS (todos)"#, "", Nothing),
    (r#"DROP TABLE memos; CREATE VIEW memos AS SELECT 1::bigint AS id"#, "added view public.memos", Left),
];
