//! Do commands say what a database, or a file of SQL, has beside what was accepted, and does what they print lead back?

use std::sync::LazyLock;

use postgres::{Client, NoTls};
use rls_postgres::Server;

use crate::project::{Project, Ran, TODO};

static SERVER: LazyLock<Server> = LazyLock::new(|| Server::start().unwrap());
const PASSWORD: &str = "hunter2%21";

fn client(database: &str) -> Client {
    Client::connect(&SERVER.conninfo(database), NoTls).unwrap()
}

/// A new database with what the bootstrap makes, and its address, with a password.
fn database(project: &Project, name: &str) -> String {
    let mut admin = client("postgres");
    admin.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
    client(name).batch_execute(&project.run(&["bootstrap"]).good()).unwrap();
    let conninfo = SERVER.conninfo(name);
    let word = |key: &str| {
        let value = conninfo.split(' ').find_map(|word| word.strip_prefix(&format!("{key}="))).unwrap();
        value.trim_matches('\'').replace('/', "%2F")
    };
    format!("postgres://{}:{PASSWORD}@{}:{}/{name}", word("user"), word("host"), word("port"))
}

impl Project {
    fn live(&self, args: &[&str]) -> Ran {
        let ran = self.run(args);
        for text in [&ran.out, &ran.err] {
            assert!(!text.contains("hunter2"), "a password: {text}");
        }
        ran
    }
}

fn accepted() -> Project {
    let project = Project::with(TODO);
    project.run(&["accept", "first"]);
    project
}

#[test]
fn drift_is_named_and_the_sql_leads_back() {
    let project = accepted();
    let url = database(&project, "drift");
    let mut database = client("drift");
    database.batch_execute(&project.run(&["sql"]).good()).unwrap();
    let nothing = project.live(&["diff", "--from", &url, "--to", "models"]).good();
    assert!(
        nothing.starts_with("-- Nothing: postgres://postgres@") && nothing.ends_with("are the same.\n"),
        "{nothing}"
    );
    assert_eq!(project.live(&["check", "--database-url", &url]).good(), "");
    database
        .batch_execute(
            "GRANT TRUNCATE, DELETE ON todos TO anonymous;
             ALTER POLICY \"crud-authenticated-policy-select\" ON todos USING (true);
             ALTER TABLE todos ADD COLUMN note text;
             COMMENT ON POLICY \"crud-authenticated-policy-select\" ON todos IS 'why';
             CREATE TABLE theirs (id int); CREATE VIEW seen AS SELECT 1 AS one;
             CREATE TABLE _sqlx_migrations (version bigint, success boolean)",
        )
        .unwrap();
    let check = project.live(&["check", "--database-url", &url]);
    assert_eq!(check.status, 1, "{check:?}");
    for named in [
        "added column public.todos.note",
        "added privileges of anonymous on table public.todos: DELETE, TRUNCATE",
        "other policy crud-authenticated-policy-select on public.todos: using (user_id = ( SELECT auth.user_id() AS user_id)) → true",
    ] {
        assert!(
            check.out.split_whitespace().collect::<Vec<_>>().join(" ").contains(named),
            "{named}: {}",
            check.out
        );
    }
    assert!(!check.out.contains("theirs") && check.err.contains("2 things are not ours"), "{check:?}");
    let github = project.live(&["check", "--database-url", &url, "--format", "github"]);
    assert!(github.status == 1 && github.out.lines().all(|line| line.starts_with("::error")), "{github:?}");
    let status = project.live(&["status", "--database-url", &url]).good();
    for said in [
        "0 of 1 accepted migrations have run there; not yet: 2",
        "3 things are other than what was accepted",
        "1 left alone, since the model has no word for it:\n    other policy",
        "Its hazards:\n\n  NARROWS_ACCESS: ",
        "  NARROWS_ACCESS: anonymous: may TRUNCATE on todos no more\n",
        "2 not ours, and left alone:\n    table public.theirs\n    view public.seen",
    ] {
        assert!(status.contains(said), "{said}: {status}");
    }
    let json = project.live(&["status", "--database-url", &url, "--format", "json"]).good();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let state = &json["database"];
    assert_eq!(state["drift"].as_array().unwrap().len(), 3, "{state}");
    assert!(state["hazards"].to_string().contains("NARROWS_ACCESS"), "{state}");
    assert_eq!(state["drift"][0]["aspects"][0]["what"], "type", "{state}");
    assert_eq!((&state["migrations"]["run"], state["not_ours"].as_array().unwrap().len()), (&0.into(), 2));
    let sql = project.live(&["diff", "--from", &url, "--to", "models"]).good();
    assert!(sql.starts_with("-- From postgres://postgres@"), "{sql}");
    assert!(sql.contains("NARROWS_ACCESS: anonymous: may TRUNCATE on todos no more"), "{sql}");
    assert!(sql.contains("--   table public.theirs\n") && sql.contains("REVOKE TRUNCATE"), "{sql}");
    for format in ["json", "github", "md"] {
        project.live(&["diff", "--from", &url, "--to", "models", "--format", format]).good();
    }
    database.batch_execute(&sql).unwrap();
    let again = project.live(&["diff", "--from", &url, "--to", "models"]).good();
    assert!(again.starts_with("-- Nothing: "), "{again}");
    let access = project.live(&["access", "--from", &url, "--schemas", "public"]).good();
    assert!(access.contains("todos") && access.contains("theirs"), "{access}");
}

#[test]
fn two_databases_and_what_is_looked_at() {
    let project = accepted().file("rls.toml", "[live]\nignore = [\"public.ign*\"]\n");
    let (one, other) = (database(&project, "one"), database(&project, "other"));
    client("one").batch_execute("CREATE TABLE t (id int); CREATE TABLE ignored (id int); CREATE SCHEMA x; CREATE TABLE x.y (id int)").unwrap();
    client("other").batch_execute("CREATE TABLE t (id bigint NOT NULL, at timestamptz DEFAULT now()); CREATE VIEW v AS SELECT 1 AS one").unwrap();
    let sql = project.live(&["diff", "--from", &one, "--to", &other, "--schemas", "public"]);
    assert!(sql.status == 2 || !sql.out.contains("\"x\""), "{sql:?}");
    let sql = project.live(&["diff", "--from", &one, "--to", &other]).good();
    assert!(sql.contains("DROP TABLE \"x\".\"y\"") && !sql.contains("ignored"), "{sql}");
    assert!(sql.contains("--   added view public.v"), "{sql}");
    client("one").batch_execute(&sql).unwrap();
    let again = project.live(&["diff", "--from", &one, "--to", &other]).good();
    assert!(again.starts_with("-- Nothing"), "{again}");
    let missing = project.live(&["diff", "--from", &one, "--schemas", "nowhere"]).failed(2);
    assert!(missing.contains("has no schema `nowhere`"), "{missing}");
}

/// A table that is none of the model's kinds is never made as a plain one.
#[test]
fn what_only_one_of_two_databases_has_comes_whole() {
    let project = accepted();
    let (one, other) = (database(&project, "bare"), database(&project, "rich"));
    client("bare").batch_execute("CREATE TABLE stays (id int PRIMARY KEY)").unwrap();
    client("rich")
        .batch_execute(
            "CREATE TABLE stays (id int PRIMARY KEY);
             CREATE TABLE logs (at int, who text, PRIMARY KEY (at)) PARTITION BY RANGE (at);
             CREATE TABLE logs_0 PARTITION OF logs FOR VALUES FROM (0) TO (9);
             CREATE TABLE animals (name text CHECK (name <> '')); CREATE TABLE cats (lives int) INHERITS (animals);
             CREATE UNLOGGED TABLE jobs (at int REFERENCES logs, n int, EXCLUDE USING gist (int4range(at, n) WITH &&));
             ALTER TABLE jobs ADD CONSTRAINT small CHECK (n < 9) NOT VALID;
             ALTER TABLE logs ENABLE ROW LEVEL SECURITY;
             CREATE POLICY own ON logs FOR SELECT TO authenticated USING (who = (SELECT auth.user_id()));
             COMMENT ON POLICY own ON logs IS 'why';
             GRANT SELECT ON logs TO authenticated",
        )
        .unwrap();
    let there = project.live(&["diff", "--from", &one, "--to", &other]).good();
    for said in ["PARTITION BY RANGE (at)", "INHERITS", "SET UNLOGGED", "NOT VALID", "EXCLUDE", "-- "] {
        assert!(there.contains(said), "{said}: {there}");
    }
    assert_eq!(there.matches("CREATE TABLE \"public\".\"logs\"").count(), 1, "{there}");
    let back = project.live(&["diff", "--from", &other, "--to", &one]).good();
    assert!(back.contains("DELETES_DATA: drops table logs_0"), "{back}");
    client("bare").batch_execute(&there).unwrap_or_else(|error| panic!("{error:?}: {there}"));
    let nothing = project.live(&["diff", "--from", &one, "--to", &other]).good();
    assert!(nothing.starts_with("-- Nothing"), "{nothing}");
    assert_eq!(nothing.lines().count(), 1, "{nothing}");
    client("rich").batch_execute(&back).unwrap_or_else(|error| panic!("{error:?}: {back}"));
    let tables =
        "SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace";
    assert_eq!(client("rich").query_one(tables, &[]).unwrap().get::<_, i64>(0), 1);
}

#[test]
fn files_of_sql_are_built() {
    let project = accepted();
    let ddl = project.run(&["sql"]).good();
    let owned = format!("{ddl}\nALTER TABLE todos OWNER TO somebody_who_is_nowhere;\n");
    let project = project
        .file("whole.sql", &ddl)
        .file("windows.sql", format!("\u{feff}{}", ddl.replace('\n', "\r\n")))
        .file("owned.sql", owned)
        .file("empty.sql", "")
        .file("psql.sql", "SELECT 1;\n\\connect app\n")
        .file("wrong.sql", "CREATE TABLE a (id int);\n\nCREATE TABLE b (\n    id nonsense\n);\n");
    for file in ["whole.sql", "windows.sql", "owned.sql"] {
        let nothing = project.live(&["diff", "--from", file]).good();
        assert_eq!(nothing, format!("-- Nothing: {file} and models are the same.\n"));
    }
    let all = project.live(&["diff", "--from", "empty.sql"]).good();
    assert!(all.contains("CREATE TABLE \"todos\""), "{all}");
    let refused = project.live(&["diff", "--from", "psql.sql"]).failed(2);
    assert!(
        refused.contains("`\\connect` is a command of psql's own") && refused.contains("psql.sql:2:1"),
        "{refused}"
    );
    let refused = project.live(&["diff", "--from", "wrong.sql"]).failed(2);
    assert!(
        refused.contains("type \"nonsense\" does not exist") && refused.contains("wrong.sql:4:8"),
        "{refused}"
    );
}

#[test]
fn a_database_that_is_not_there_is_said_without_its_password() {
    let project = accepted();
    for args in [
        ["diff", "--from", "postgres://me:hunter2@127.0.0.1:1/x"],
        ["status", "--database-url", "postgres://me:hunter2@127.0.0.1:1/x"],
        ["check", "--database-url", "postgresql://me:hunter2@127.0.0.1:1/x"],
    ] {
        let ran = project.live(&args);
        assert_eq!(ran.status, 2, "{ran:?}");
    }
    let mut command = project.command(&["status"]);
    let ran = crate::project::ran(command.env("DATABASE_URL", "postgres://me:hunter2@127.0.0.1:1/x"));
    assert_eq!(ran.status, 0, "{ran:?}");
}

/// A database that the tool has never seen, of Supabase's kind: keys to the provider's own table, a helper, a trigger, a view, a partition.
#[test]
fn one_command_tells_proves_and_finds() {
    let project = Project::empty();
    let url = database(&project, "never_seen");
    client("never_seen")
        .batch_execute(
            "DROP SCHEMA auth CASCADE; CREATE SCHEMA auth;
             DO $$ BEGIN CREATE ROLE anon; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
             CREATE TABLE auth.users (id uuid PRIMARY KEY);
             CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS
                 $$ SELECT (nullif(current_setting('request.jwt.claims', true), '')::json ->> 'sub')::uuid $$;
             CREATE TABLE teams (id serial PRIMARY KEY, name text NOT NULL);
             CREATE TABLE members (team_id int REFERENCES teams, user_id uuid REFERENCES auth.users, PRIMARY KEY (team_id, user_id));
             CREATE FUNCTION my_teams() RETURNS SETOF int LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
                 AS $$ SELECT team_id FROM public.members WHERE user_id = auth.uid() $$;
             CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not now'; END $$;
             CREATE TRIGGER touched BEFORE INSERT ON teams FOR EACH ROW EXECUTE FUNCTION touch();
             CREATE TABLE logs (at timestamptz NOT NULL, who uuid NOT NULL) PARTITION BY RANGE (at);
             CREATE TABLE logs_all PARTITION OF logs DEFAULT;
             CREATE VIEW everything AS SELECT * FROM members;
             ALTER TABLE teams ENABLE ROW LEVEL SECURITY; ALTER TABLE members ENABLE ROW LEVEL SECURITY; ALTER TABLE logs ENABLE ROW LEVEL SECURITY;
             CREATE POLICY theirs ON teams FOR SELECT TO authenticated USING (id IN (SELECT my_teams()));
             CREATE POLICY own ON members TO authenticated USING (user_id = (SELECT auth.uid()));
             CREATE POLICY own ON logs FOR SELECT TO authenticated USING (who = (SELECT auth.uid()));
             GRANT SELECT ON teams, members, logs, everything TO anon, authenticated;",
        )
        .unwrap();
    let text = project.live(&["verify", "--from", &url]).good();
    for part in
        ["own rows (`user_id`)", "own rows (`who`)", " 0 refuted, ", "[RLS053] view public.everything: "]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    let json = project.live(&["verify", "--from", &url, "--format", "json"]).good();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(json["counts"]["proven"].as_u64().unwrap() > 40, "{}", json["counts"]);
}
