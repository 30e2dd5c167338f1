//! Which slips does the matrix catch?
//!
//! Each mutant is our DDL and then the slip, as SQL of its own. A few slips change nothing that anybody could see:
//! those are listed too, with the reason, and must give our matrix.

/// A slip: its name, and the SQL that makes it.
pub(super) struct Mutant {
    pub(super) name: String,
    pub(super) sql: String,
}

const TO: &str = "crud-authenticated-policy-";
const COMMANDS: [&str; 4] = ["select", "insert", "update", "delete"];

/// The clauses of the four policies, each with another expression.
fn each(expression: &str) -> String {
    COMMANDS.map(|command| with(command, expression)).join("; ")
}

fn with(command: &str, expression: &str) -> String {
    let clauses = match command {
        "insert" => format!("WITH CHECK ({expression})"),
        "update" => format!("USING ({expression}) WITH CHECK ({expression})"),
        _ => format!("USING ({expression})"),
    };
    format!(r#"ALTER POLICY "{TO}{command}" ON todos {clauses}"#)
}

fn drop(command: &str) -> String {
    format!(r#"DROP POLICY "{TO}{command}" ON todos"#)
}

const OWNER: &str = "user_id = (SELECT auth.user_id())";

/// All slips that somebody could see.
pub(super) fn seen() -> Vec<Mutant> {
    let mut all = Vec::new();
    let mut add = |name: &str, sql: String| all.push(Mutant { name: name.to_owned(), sql });
    for command in COMMANDS {
        add(&format!("no policy for {command}"), drop(command));
        add(&format!("{command} where true"), with(command, "true"));
        add(&format!("{command} where false"), with(command, "false"));
        add(&format!("no grant of {command}"), format!("REVOKE {command} ON todos FROM authenticated"));
        add(
            &format!("{command} restrictive"),
            format!(
                r#"{}; CREATE POLICY "{TO}{command}" ON todos AS RESTRICTIVE FOR {command} TO authenticated {}"#,
                drop(command),
                if command == "insert" {
                    format!("WITH CHECK ({OWNER})")
                } else {
                    format!("USING ({OWNER})")
                },
            ),
        );
        add(
            &format!("{command} for the other role"),
            format!(r#"ALTER POLICY "{TO}{command}" ON todos TO anonymous"#),
        );
    }
    add("update: check true", format!(r#"ALTER POLICY "{TO}update" ON todos WITH CHECK (true)"#));
    add("update: using true", format!(r#"ALTER POLICY "{TO}update" ON todos USING (true)"#));
    add(
        "update: check that there is an owner",
        format!(r#"ALTER POLICY "{TO}update" ON todos WITH CHECK (user_id <> '')"#),
    );
    add("row security off", "ALTER TABLE todos DISABLE ROW LEVEL SECURITY".to_owned());
    add("the role owns the table", "ALTER TABLE todos OWNER TO authenticated".to_owned());
    add("anyone signed in: IS NOT NULL", each("(SELECT auth.user_id()) IS NOT NULL"));
    add("inverted: <>", each("user_id <> (SELECT auth.user_id())"));
    add("null-tolerant: IS NOT DISTINCT FROM", each("user_id IS NOT DISTINCT FROM (SELECT auth.user_id())"));
    add(
        "null-tolerant, and the owner may be null",
        format!(
            "ALTER TABLE todos ALTER user_id DROP NOT NULL; {}",
            each("user_id IS NOT DISTINCT FROM (SELECT auth.user_id())")
        ),
    );
    add("null-tolerant: OR the owner is null", each(&format!("{OWNER} OR user_id IS NULL")));
    add("null-tolerant: OR the caller is null", each(&format!("{OWNER} OR (SELECT auth.user_id()) IS NULL")));
    add("null-tolerant: coalesce to ''", each("user_id = coalesce((SELECT auth.user_id()), '')"));
    add(
        "the setting itself, as Neon's helper does not read it",
        each("user_id = (SELECT current_setting('request.jwt.claims', true)::jsonb ->> 'sub')"),
    );
    add(
        "the setting must be there",
        each("user_id = (SELECT current_setting('request.jwt.claims')::jsonb ->> 'sub')"),
    );
    add("the role's name for the caller's", each("user_id = current_user"));
    add("LIKE", each("user_id LIKE (SELECT auth.user_id())"));
    add("a prefix", each("starts_with(user_id, (SELECT auth.user_id()))"));
    add("lower()", each("lower(user_id) = lower((SELECT auth.user_id()))"));
    add("the wrong column", each("task = (SELECT auth.user_id())"));
    add("the column with itself", each("user_id = (SELECT user_id)"));
    add("OR another column", each(&format!("{OWNER} OR is_complete = false")));
    add("a second policy, wide open", "CREATE POLICY wide ON todos TO authenticated USING (true)".to_owned());
    add(
        "a guard that is permissive",
        "CREATE POLICY guard ON todos FOR SELECT TO authenticated USING (char_length(task) < 100)".to_owned(),
    );
    add(
        "a guard that denies",
        "CREATE POLICY guard ON todos AS RESTRICTIVE TO authenticated USING (user_id <> (SELECT auth.user_id()))"
            .to_owned(),
    );
    add("TRUNCATE too", "GRANT TRUNCATE ON todos TO authenticated".to_owned());
    add("GRANT ALL to everybody", "GRANT ALL ON todos TO PUBLIC".to_owned());
    add(
        "UPDATE of one column",
        "REVOKE UPDATE ON todos FROM authenticated; GRANT UPDATE (task) ON todos TO authenticated".to_owned(),
    );
    add("the grants for anonymous", "GRANT SELECT, INSERT, UPDATE, DELETE ON todos TO anonymous".to_owned());
    add(
        "TO PUBLIC, with the grants",
        format!(
            "{}; GRANT SELECT, INSERT, UPDATE, DELETE ON todos TO PUBLIC",
            COMMANDS.map(|c| format!(r#"ALTER POLICY "{TO}{c}" ON todos TO PUBLIC"#)).join("; ")
        ),
    );
    add(
        "policies for anonymous too, with the grants",
        format!(
            "{}; GRANT SELECT, INSERT, UPDATE, DELETE ON todos TO anonymous",
            COMMANDS
                .map(|c| format!(r#"ALTER POLICY "{TO}{c}" ON todos TO authenticated, anonymous"#))
                .join("; ")
        ),
    );
    add("no default for the owner", "ALTER TABLE todos ALTER user_id DROP DEFAULT".to_owned());
    add("another default for the owner", "ALTER TABLE todos ALTER user_id SET DEFAULT 'alice'".to_owned());
    add(
        "the role's name as the default",
        "ALTER TABLE todos ALTER user_id SET DEFAULT current_user".to_owned(),
    );
    add("no check of the task", "ALTER TABLE todos DROP CONSTRAINT todos_task_check".to_owned());
    add("no primary key", "ALTER TABLE todos DROP CONSTRAINT todos_pkey".to_owned());
    all
}

/// Slips that nobody can see, and why.
pub(super) fn unseen() -> Vec<(Mutant, &'static str)> {
    let mutant = |name: &str, sql: String| Mutant { name: name.to_owned(), sql };
    vec![
        (
            mutant(
                "update without a check of its own",
                format!(
                    r#"{}; CREATE POLICY "{TO}update" ON todos FOR UPDATE TO authenticated USING ({OWNER})"#,
                    drop("update")
                ),
            ),
            "without WITH CHECK, Postgres takes USING for the new row",
        ),
        (
            mutant(
                "TO PUBLIC alone",
                COMMANDS.map(|c| format!(r#"ALTER POLICY "{TO}{c}" ON todos TO PUBLIC"#)).join("; "),
            ),
            "privileges come first, and only `authenticated` has any",
        ),
        (
            mutant("FORCE", "ALTER TABLE todos FORCE ROW LEVEL SECURITY".to_owned()),
            "it is for the table's owner, who is neither role",
        ),
        (
            mutant("Drizzle's form", each("(SELECT auth.user_id() = user_id)")),
            "it is slower, and says the same",
        ),
        (mutant("no index", "DROP INDEX todos_user_id_idx".to_owned()), "it is slower, and says the same"),
    ]
}
