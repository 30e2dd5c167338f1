//! Does what is said of a text hold for the rows for which Postgres says that the text is true?
//!
//! For each text, `holds` must be true where the text is true and `fails` where it is false, for every row and every
//! caller for whom Postgres gives an answer: rows with and without NULLs, own and others', callers with a session,
//! without, with other claims and with odd ones.

use std::collections::BTreeMap;

use pg_rls::Provider;
use postgres::{Client, SimpleQueryMessage};
use rls_core::{
    expr::Expr,
    ident::literal,
    schema::{Schema, Table},
    sql::{Clause, predicate},
    understand::understand,
};

use super::samples;
use crate::server;

pub(super) const ME: &str = "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11";

/// `ME` is the caller, `OTHER` another.
pub(super) const ROWS: &str = "
    INSERT INTO profiles VALUES ('ME', 'admin', '00000000-0000-0000-0000-000000000001', 'me@example.org'),
        ('00000000-0000-0000-0000-0000000000aa', NULL, NULL, NULL);
    INSERT INTO members VALUES (1, NULL, 'ME', 'admin', NULL), (2, NULL, 'ME', 'reader', now()), (2, NULL, NULL, 'banned', NULL),
        (NULL, NULL, 'ME', 'owner', NULL), (3, NULL, '00000000-0000-0000-0000-0000000000aa', 'admin', NULL);
    INSERT INTO notes VALUES (1, 'ME', 'ME'), (2, '00000000-0000-0000-0000-0000000000aa', NULL);
    INSERT INTO posts SELECT i,
        (ARRAY['ME', '00000000-0000-0000-0000-0000000000aa'])[1 + i % 2]::uuid,
        (ARRAY['ME', '', 'someone', 'ME'])[1 + i % 4],
        (ARRAY['me@example.org', NULL, 'Me@Example.Org'])[1 + i % 3],
        (ARRAY['00000000-0000-0000-0000-000000000001', NULL, 'ME'])[1 + i % 3]::uuid,
        (ARRAY[1, 2, 3, NULL, 4])[1 + i % 5],
        (ARRAY[1, 2, NULL])[1 + i % 3],
        (ARRAY['t1', 't2', NULL, ''])[1 + i % 4],
        i % 3 = 0,
        (ARRAY[true, false, NULL])[1 + i % 3],
        (ARRAY['draft', 'published']::status[])[1 + i % 2],
        (ARRAY['a', '', NULL, 'b''c', 'ME'])[1 + i % 5],
        (ARRAY['avatars', 'public'])[1 + i % 2],
        (ARRAY['ME/a.png', 'b/c', NULL])[1 + i % 3],
        now() - i * interval '5 hours',
        CASE WHEN i % 4 = 0 THEN now() END,
        (ARRAY['{public}', '{a,b}', NULL])[1 + i % 3]::text[],
        (ARRAY['{\"visibility\": \"public\"}', '{}', NULL])[1 + i % 3]::jsonb,
        (ARRAY[17, 18, 65, NULL, -1])[1 + i % 5],
        (ARRAY['2020-01-01', NULL, '2999-01-01'])[1 + i % 3]::date
    FROM generate_series(1, 60) AS i;
";

pub(super) const CALLERS: [&str; 7] = [
    "",
    "{}",
    r#"{"sub": "ME", "role": "authenticated", "email": "me@example.org", "org_id": "00000000-0000-0000-0000-000000000001", "tenant_id": "t1", "n": 18, "flag": true, "aal": "aal2", "app_metadata": {"tenant_id": "t2", "org_id": "ME", "role": "admin", "roles": ["editor"], "teams": [1]}}"#,
    r#"{"sub": "00000000-0000-0000-0000-0000000000aa", "role": null, "org_id": null, "flag": false, "n": "1", "app_metadata": null, "is_anonymous": false}"#,
    r#"{"sub": "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11", "role": "service_role", "tenant_id": "", "app_metadata": {"role": ["admin"]}}"#,
    r#"{"sub": "someone", "org_id": "none", "tenant_id": 7, "app_metadata": [1]}"#,
    r#"{"sub": "", "role": "admin", "flag": "true"}"#,
];

/// Where SQL and the language come close and are not the same, or only look so.
const CLOSE: [&str; 78] = [
    "(SELECT count(*) = 0 FROM notes WHERE notes.id = posts.note_id)",
    "(SELECT notes.user_id <> auth.uid() FROM notes WHERE notes.id = posts.note_id)",
    "NOT (SELECT notes.user_id = auth.uid() FROM notes WHERE notes.id = posts.note_id)",
    "(SELECT max(notes.user_id::text) FROM notes WHERE notes.id = posts.note_id) = auth.uid()::text",
    "auth.uid() NOT IN (SELECT user_id FROM members WHERE members.team_id = posts.team_id)",
    "(title = 'a') = (age > 17) AND (title = 'a') <> false",
    "NOT archived",
    "NOT is_public",
    "NOT (NOT archived)",
    "archived = false",
    "archived <> true",
    "archived <> false",
    "archived != true AND is_public != true",
    "NOT (archived = true)",
    "archived IS NOT FALSE",
    "archived IS FALSE",
    "NOT (archived IS TRUE)",
    "NOT (archived IS NULL)",
    "title <> 'a'",
    "NOT title = 'a'",
    "NOT (title <> 'a')",
    "NOT (title = 'a' AND age > 17)",
    "NOT (title = 'a' OR archived)",
    "NOT (age BETWEEN 18 AND 65)",
    "age NOT BETWEEN 18 AND 65",
    "age < 18 OR NOT age < 18",
    "age IN (17, 18)",
    "age NOT IN (17, 18)",
    "NOT (age NOT IN (17, 18))",
    "age = ANY (ARRAY[17, 65]) AND age <> ALL (ARRAY[65])",
    "NOT (age = ANY (ARRAY[17, 65]))",
    "age NOT IN (17, NULL)",
    "title IS DISTINCT FROM 'a'",
    "title IS NOT DISTINCT FROM 'a'",
    "title IS DISTINCT FROM author",
    "title IS DISTINCT FROM email",
    "NOT (title IS DISTINCT FROM author)",
    "author IS NOT DISTINCT FROM (auth.jwt() ->> 'sub')",
    "title IS NOT DISTINCT FROM (auth.jwt() ->> 'sub')",
    "author IS DISTINCT FROM (auth.jwt() ->> 'sub')",
    "author <> (auth.jwt() ->> 'sub')",
    "NOT (author = (auth.jwt() ->> 'sub'))",
    "title = (auth.jwt() ->> 'sub')",
    "NOT (title = (auth.jwt() ->> 'sub'))",
    "tenant_id <> (auth.jwt() ->> 'tenant_id')",
    "NOT (tenant_id = (auth.jwt() ->> 'tenant_id'))",
    "(auth.jwt() ->> 'role') IN ('admin', 'authenticated')",
    "(auth.jwt() ->> 'role') NOT IN ('admin', 'authenticated')",
    "(auth.jwt() ->> 'role') IS NOT NULL",
    "(auth.jwt() ->> 'role') IS NULL",
    "NOT ((auth.jwt() ->> 'role') IS NULL)",
    "auth.jwt() ->> 'role' <> 'admin'",
    "(auth.jwt() ->> 'flag')::boolean",
    "NOT (auth.jwt() ->> 'flag')::boolean",
    "(auth.jwt() ->> 'n')::int = 18 OR (auth.jwt() ->> 'n')::numeric < 2",
    "title = author",
    "title <> author",
    "NOT (title = email)",
    "coalesce(archived, false)",
    "coalesce(archived, true)",
    "NOT coalesce(archived, false)",
    "coalesce(title = 'a', false)",
    "NOT coalesce(title = 'a', true)",
    "(title = 'a') IS NOT TRUE",
    "(tenant_id = (auth.jwt() ->> 'tenant_id')) IS NOT TRUE",
    "(archived OR title = 'a') IS FALSE",
    "NOT (team_id IN (SELECT team_id FROM members WHERE role = 'admin'))",
    "team_id NOT IN (SELECT team_id FROM members WHERE role = 'banned')",
    "NOT EXISTS (SELECT 1 FROM notes WHERE notes.id = posts.id)",
    "NOT EXISTS (SELECT 1 FROM notes WHERE notes.id = posts.note_id)",
    "EXISTS (SELECT count(*) FROM notes WHERE notes.id = posts.note_id)",
    "EXISTS (SELECT 1 FROM members WHERE team_id = team_id AND user_id = auth.uid())",
    "EXISTS (SELECT 1 FROM members m WHERE m.team_id = posts.team_id AND m.role <> posts.title)",
    "EXISTS (SELECT 1 FROM members m WHERE m.team_id = posts.team_id AND lower(m.role) = 'admin')",
    "EXISTS (SELECT 1 FROM members WHERE members.team_id = posts.team_id AND lower(members.role) = 'admin' AND NOT left_at IS NOT NULL)",
    "team_id IN (SELECT id FROM notes WHERE EXISTS (SELECT 1 FROM members m WHERE m.team_id = notes.id AND m.role = 'admin'))",
    "author = '' OR 1 = 0 OR 2 <= 1 OR NULL",
    "user_id::text = auth.uid()::text OR NOT (true AND is_public)",
];

#[test]
fn what_is_said_is_what_postgres_does() {
    for (provider, list) in [
        (Provider::Supabase, samples::POLICIES.iter().chain(&samples::ODD).chain(&CLOSE).copied().collect()),
        (Provider::Neon, CLOSE.to_vec()),
    ] {
        let (mut client, name) = server::database(&provider);
        client.batch_execute(samples::TABLES).unwrap();
        client.batch_execute(&ROWS.replace("ME", ME)).unwrap();
        let schema = samples::schema();
        let posts = schema.tables.iter().find(|table| table.name.name == "posts").unwrap();
        let (mut answers, mut said) = (0, 0);
        for sql in list {
            let known = understand(sql, posts, &schema, &provider);
            assert_eq!(known.unreadable, None, "{sql}");
            assert!(known.columns.iter().all(|column| column.exists), "{sql}: {:?}", known.columns);
            said += usize::from(is_said(&known.holds));
            answers += compare(&mut client, &schema, &provider, posts, sql, &known.holds, true);
            answers += compare(&mut client, &schema, &provider, posts, sql, &known.fails, false);
        }
        assert!(answers > 20_000 && said > 50, "{answers} answers, {said} said in full");
        server::drop_database(client, &name);
    }
}

/// How many of the real policies are said without any SQL: a figure that should grow.
#[test]
fn most_policies_are_said_in_full() {
    let schema = samples::schema();
    let posts = schema.tables.iter().find(|table| table.name.name == "posts").unwrap();
    let opaque: Vec<&str> = samples::POLICIES
        .into_iter()
        .filter(|sql| !is_said(&understand(sql, posts, &schema, &Provider::Supabase).holds))
        .collect();
    insta::assert_snapshot!("policies_that_stay_sql", opaque.join("\n"));
}

fn is_said(expr: &Expr) -> bool {
    expr.atoms().iter().all(|(atom, _)| match atom {
        Expr::Sql(_) | Expr::Exists(_) => false,
        Expr::Among(among) => is_said(&among.when),
        _ => true,
    })
}

/// Compares for each caller and row, and says how many answers Postgres gave.
fn compare(
    client: &mut Client,
    schema: &Schema,
    provider: &Provider,
    table: &Table,
    sql: &str,
    said: &Expr,
    truth: bool,
) -> usize {
    let written = predicate(schema, provider, table, said, Clause::Using);
    let mut answers = 0;
    for caller in CALLERS {
        let claims = caller.replace("ME", ME);
        let word = if truth { "TRUE" } else { "FALSE" };
        let Some(expected) = ask(client, &claims, &format!("({sql}) IS {word}")) else { continue };
        let got = ask(client, &claims, &format!("({written}) IS TRUE"));
        assert_eq!(
            got.as_ref(),
            Some(&expected),
            "{sql}\nis {word} as\n{written}\nfor {claims} of {provider}"
        );
        answers += expected.len();
    }
    answers
}

/// The answer for each row, or none where Postgres raises an error.
pub(super) fn ask(client: &mut Client, claims: &str, condition: &str) -> Option<BTreeMap<String, String>> {
    let mut transaction = client.transaction().unwrap();
    let setting = format!("SET LOCAL request.jwt.claims = {}", literal(claims));
    transaction.batch_execute(&setting).unwrap();
    transaction.batch_execute("SET LOCAL app.tenant_id = 't1'").unwrap();
    let messages = transaction.simple_query(&format!("SELECT id, {condition} FROM posts")).ok()?;
    let rows = messages.iter().filter_map(|message| match message {
        SimpleQueryMessage::Row(row) => Some((row.get(0)?.to_owned(), row.get(1)?.to_owned())),
        _ => None,
    });
    Some(rows.collect())
}
