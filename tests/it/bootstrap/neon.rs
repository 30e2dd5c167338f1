//! Do the stand-ins for Neon's functions answer what `pg_session_jwt` would?

use super::{NEON, UUID, bootstrapped, connect, nested, own_server, set_claims, text};

/// Claims; the subject as text; as uuid. `session` of a row with `None` is that of no session, see `sessions`.
fn subjects() -> Vec<(Option<String>, Option<&'static str>, Option<&'static str>)> {
    let mut rows: Vec<(Option<String>, _, _)> = vec![(None, None, None)];
    let mut row = |claims: &str, sub, uid| rows.push((Some(claims.to_owned()), sub, uid));
    // no subject
    for claims in [
        "",
        " ",
        "{}",
        "{\"sub\":null}",
        "{\"sub\":1}",
        "{\"sub\":1e3}",
        "{\"sub\":true}",
        "{\"sub\":[\"a\"]}",
        "{\"sub\":{\"a\":\"b\"}}",
        "{\"SUB\":\"a\"}",
        "{\"x\":{\"sub\":\"a\"}}",
    ] {
        row(claims, None, None);
    }
    for claims in NO_SESSION {
        row(claims, None, None);
    }
    // a subject
    row("{\"sub\":\"\"}", Some(""), None);
    row("{\"sub\":\" \"}", Some(" "), None);
    row("{\"sub\":\"a\",\"sub\":\"b\"}", Some("b"), None);
    row(" \r\n\t{ \"sub\" : \"a\" } \n", Some("a"), None);
    row(
        "{\"sub\":\"user-test-41a5f680-89d2-474d-ae59-e27bfbbbd293\"}",
        Some("user-test-41a5f680-89d2-474d-ae59-e27bfbbbd293"),
        None,
    );
    row("{\"sub\":\"auth0|5f7c\"}", Some("auth0|5f7c"), None);
    row("{\"sub\":\"zoë 🦀 नमस्ते\"}", Some("zoë 🦀 नमस्ते"), None);
    row("{\"s\\u0075b\":\"zo\\u00eb \\ud83e\\udd80\"}", Some("zoë 🦀"), None);
    row("{\"sub\":\"a\\/b\\\\u0000 \\\"q\\\" {[,:]}\"}", Some("a/b\\u0000 \"q\" {[,:]}"), None);
    row("{\"sub\":\"\u{7f}\"}", Some("\u{7f}"), None);
    row("{\"sub\":\"o'b; DROP TABLE x --\"}", Some("o'b; DROP TABLE x --"), None);
    row("{\"sub\":\"a\",\"n\":[0,-0,1.5,-2e-3,1E+5,1e300,[],{},\"\",true,false,null]}", Some("a"), None);
    // a uuid, in the forms of the extension's parser and no others
    for id in [
        "41a5f680-89d2-474d-ae59-e27bfbbbd293",
        "41A5F680-89D2-474D-AE59-E27BFBBBD293",
        "41a5f68089d2474dae59e27bfbbbd293",
        "{41a5f680-89d2-474d-ae59-e27bfbbbd293}",
        "urn:uuid:41a5f680-89d2-474d-ae59-e27bfbbbd293",
    ] {
        row(&format!("{{\"sub\":\"{id}\"}}"), Some(id), Some(UUID));
    }
    for id in [
        "41a5-f680-89d2-474d-ae59-e27b-fbbb-d293",
        "{41a5f68089d2474dae59e27bfbbbd293}",
        "{41a5f680-89d2-474d-ae59-e27bfbbbd293",
        "{{41a5f680-89d2-474d-ae59-e27bfbbbd293}}",
        "urn:uuid:41a5f68089d2474dae59e27bfbbbd293",
        "URN:UUID:41a5f680-89d2-474d-ae59-e27bfbbbd293",
        " 41a5f680-89d2-474d-ae59-e27bfbbbd293",
        "41a5f680-89d2-474d-ae59-e27bfbbbd293 ",
        "41a5f680-89d2-474d-ae59-e27bfbbbd29",
        "41a5f680-89d2-474d-ae59-e27bfbbbd2933",
        "41a5f680-89d2-474d-ae59-e27bfbbbd29g",
        "----------------------------------------",
        "41a5f6808-9d2-474d-ae59-e27bfbbbd293",
        "٤1a5f680-89d2-474d-ae59-e27bfbbbd293",
        "{}",
        "{-}",
        "urn:uuid:-",
    ] {
        row(&format!("{{\"sub\":\"{id}\"}}"), Some(id), None);
    }
    row(
        "{\"sub\":\"41a5f680-89d2-474d-ae59-e27bfbbbd293\\n\"}",
        Some("41a5f680-89d2-474d-ae59-e27bfbbbd293\n"),
        None,
    );
    // large and deep
    rows.push((Some(format!("{{\"pad\":\"{}\",\"sub\":\"a\"}}", "x".repeat(100_000))), Some("a"), None));
    rows.push((
        Some(format!("{{\"pad\":[{}1],\"sub\":\"a\"}}", "{\"k\":[true]},".repeat(8_000))),
        Some("a"),
        None,
    ));
    rows.push((Some(format!("{{\"sub\":\"a\",\"pad\":\"{}\"}}", "[{".repeat(1_000))), Some("a"), None));
    for (levels, sub) in [(100, Some("a")), (126, Some("a")), (127, None), (500, None), (50_000, None)] {
        rows.push((Some(nested(levels)), sub, None));
    }
    rows.push((Some("[".repeat(100_000)), None, None));
    rows.push((Some("{\"a\":".repeat(100_000)), None, None));
    rows
}

/// Neither absent nor empty, and yet no session.
const NO_SESSION: &[&str] = &[
    "null",
    "true",
    "1",
    "\"a\"",
    "[]",
    "[1]",
    "[{\"sub\":\"a\"}]",
    "{",
    "}",
    "{\"sub\"}",
    "{\"sub\":}",
    "{\"sub\":\"a\",}",
    "{\"sub\":\"a\"",
    "{\"sub\":\"a\"}}",
    "{\"sub\":\"a\"} x",
    "{\"sub\":\"a\"}{}",
    "x{\"sub\":\"a\"}",
    "{sub:\"a\"}",
    "{'sub':'a'}",
    "{\"sub\":\"a\" \"b\":1}",
    "{\"sub\":\"a\",\"n\":01}",
    "{\"sub\":\"a\",\"n\":1.}",
    "{\"sub\":\"a\",\"n\":.5}",
    "{\"sub\":\"a\",\"n\":+1}",
    "{\"sub\":\"a\",\"n\":1 2}",
    "{\"sub\":\"a\",\"n\":NaN}",
    "{\"sub\":\"a\",\"n\":nul}",
    "{\"sub\":\"a\",\"n\":nulltrue}",
    "{\"sub\":\"a\",\"n\":1e400000}",
    "{\"sub\":\"a\",\"n\":-1e400000}",
    "{\"sub\":\"a\",\"n\":1e-400000}",
    "{\"sub\":\"a\\u0000\"}",
    "{\"sub\":\"a\",\"\\u0000\":1}",
    "{\"sub\":\"a\",\"x\":\"\\u0000\"}",
    "{\"sub\":\"\\ud83e\"}",
    "{\"sub\":\"\\udd80\"}",
    "{\"sub\":\"\\udd80\\ud83e\"}",
    "{\"sub\":\"\\ud83e\\ud83e\"}",
    "{\"sub\":\"\\ud83ex\"}",
    "{\"sub\":\"\\x\"}",
    "{\"sub\":\"\\u12\"}",
    "{\"sub\":\"\\U0041\"}",
    "{\"sub\":\"a\tb\"}",
    "{\"sub\":\"a\nb\"}",
    "{\"sub\":\"a\u{1}\"}",
    "{\u{1}:\u{2}}",
    "{\"sub\":\u{2}}",
    "{\u{b}\"sub\":\"a\"}",
    "{\u{a0}\"sub\":\"a\"}",
    "\u{feff}{\"sub\":\"a\"}",
    "{\"sub\":\"a\"}/* */",
    "{\\n\"sub\":\"a\"}",
];

#[test]
fn neon_reads_a_subject_or_none_and_raises_nothing() {
    let server = own_server();
    let mut client = bootstrapped(&server, "mine", &NEON);
    for (claims, sub, uid) in subjects() {
        set_claims(&mut client, claims.as_deref());
        let shown = claims.as_deref().map(|text| text.chars().take(60).collect::<String>());
        let row = client
            .query_one("SELECT auth.user_id(), auth.uid()::text, auth.session() IS NULL, auth.session() = auth.jwt()", &[])
            .unwrap_or_else(|error| panic!("{shown:?}: {error:?}"));
        assert_eq!(row.get::<_, Option<&str>>(0), sub, "{shown:?}");
        assert_eq!(row.get::<_, Option<&str>>(1), uid, "{shown:?}");
        assert!(!row.get::<_, bool>(2), "{shown:?}: session() is never NULL");
        assert!(row.get::<_, bool>(3), "{shown:?}");
    }
}

#[test]
fn neon_sessions() {
    let server = own_server();
    let mut client = bootstrapped(&server, "mine", &NEON);
    let session = "SELECT auth.session()::text";
    for claims in [None, Some(""), Some(" ")].into_iter().chain(NO_SESSION.iter().map(|claims| Some(*claims)))
    {
        set_claims(&mut client, claims);
        assert_eq!(text(&mut client, session).as_deref(), Some("null"), "{claims:?}");
        assert_eq!(text(&mut client, "SELECT auth.session() ->> 'sub'"), None, "{claims:?}");
    }
    set_claims(&mut client, Some("{\"sub\":1,\"a\":[{\"b\":\"\\u00e9\"}]}"));
    assert_eq!(text(&mut client, session).as_deref(), Some("{\"a\": [{\"b\": \"é\"}], \"sub\": 1}"));
    set_claims(&mut client, Some("{}"));
    assert_eq!(text(&mut client, session).as_deref(), Some("{}"));
    // a setting is '' and not absent once a transaction that set it has ended
    let mut client = connect(&server, "mine");
    client.batch_execute("BEGIN; SET LOCAL request.jwt.claims = '{\"sub\":\"a\"}'; COMMIT").unwrap();
    assert_eq!(text(&mut client, "SELECT current_setting('request.jwt.claims', true)").as_deref(), Some(""));
    assert_eq!(text(&mut client, session).as_deref(), Some("null"));
    assert_eq!(text(&mut client, "SELECT auth.user_id()"), None);
}

#[test]
fn neon_organizations() {
    let server = own_server();
    let mut client = bootstrapped(&server, "mine", &NEON);
    for (claims, organization, id) in [
        ("", None, None),
        ("{\"o\":", None, None),
        ("{\"o\":null}", None, None),
        ("{\"o\":\"acme\"}", None, None),
        ("{\"o\":[{\"id\":\"a\"}]}", None, None),
        ("{\"o\":{}}", Some("{}"), None),
        ("{\"o\":{\"id\":7}}", Some("{\"id\": 7}"), None),
        ("{\"o\":{\"id\":\"acme\"}}", Some("{\"id\": \"acme\"}"), None),
        (
            "{\"o\":{\"id\":\"41a5f680-89d2-474d-ae59-e27bfbbbd293\"}}",
            Some("{\"id\": \"41a5f680-89d2-474d-ae59-e27bfbbbd293\"}"),
            Some(UUID),
        ),
    ] {
        set_claims(&mut client, Some(claims));
        assert_eq!(
            text(&mut client, "SELECT auth.organization()::text").as_deref(),
            organization,
            "{claims}"
        );
        assert_eq!(text(&mut client, "SELECT auth.organization_id()::text").as_deref(), id, "{claims}");
    }
}

/// Texts that are JSON, nearly JSON, or not at all: each piece alone, beside another, and in a place of an object.
fn json_like() -> Vec<String> {
    let pieces = [
        "",
        "\"a\"",
        "\"\\u0000\"",
        "\"\\\\u0000\"",
        "\"\\ud83d\\ude00\"",
        "\"\\ud83d\"",
        "\"\\ude00\\ud83d\"",
        "\"\\uDBFF\\uDFFF\"",
        "\"\\uD800\\n\"",
        "\"\\u00e9é\"",
        "\"\t\"",
        "\"\u{1}\"",
        "\u{1}",
        "\u{2}",
        "\"\u{7f}\"",
        "\"\\x\"",
        "\"\\/\"",
        "\"\\\"\"",
        "\"\\\\\"",
        "\"\\\"",
        "\"",
        "\\",
        "\\n",
        "1",
        "-",
        "-0",
        "01",
        "1.",
        ".5",
        "1e5",
        "1E+05",
        "1e",
        "1e400",
        "1e131071",
        "1e131072",
        "0.1e131072",
        "0.1e131073",
        "12e131070",
        "12e131071",
        "1e-16383",
        "1e-16384",
        "0.1e-16382",
        "0.1e-16383",
        "0e400000",
        "0e-16384",
        "0e1073741822",
        "0e99999999999",
        "1.5e0000000003",
        "true",
        "tru",
        "null",
        "NaN",
        "[",
        "]",
        "{",
        "}",
        ":",
        ",",
        " ",
        "\t\r\n",
        "\u{b}",
        "\u{a0}",
        "\u{feff}",
        "[]",
        "{}",
        "[1,\"a\" , {}]",
        "{\"a\":1}",
        "{\"a\":[{\"b\":null}],\"a\":{}}",
        "[1,]",
        "{\"a\"}",
        "{1:2}",
        "S",
        "'a'",
        "0x1f",
        "/**/",
    ];
    let mut texts = Vec::new();
    for one in pieces {
        texts.push(one.to_owned());
        for other in pieces {
            texts.push(format!("{one}{other}"));
            texts.push(format!("[{one},{other}]"));
            texts.push(format!("{{{one}:{other}}}"));
            texts.push(format!("{{\"a\": {one} , \"b\": [ {other} ]}}"));
        }
    }
    for length in [16_383, 16_384, 131_071, 131_072, 131_073] {
        texts.push("9".repeat(length));
        texts.push(format!("[0.{}1]", "0".repeat(length - 1)));
        texts.push(format!("{}e1000", "1".repeat(length - 1000)));
    }
    texts
}

#[test]
fn the_test_without_a_parser_agrees_with_the_parser() {
    // From PostgreSQL 16 the parser itself is asked, but not about text with more than 127 brackets: so every text is
    // tested beside a string of brackets too.
    let server = own_server();
    let mut client = bootstrapped(&server, "mine", &NEON);
    client
        .batch_execute(
            "CREATE FUNCTION parses(given text) RETURNS boolean LANGUAGE plpgsql AS $$
            BEGIN PERFORM given::jsonb; RETURN true; EXCEPTION WHEN data_exception THEN RETURN false; END $$",
        )
        .unwrap();
    let texts = json_like();
    let rows = client
        .query(
            "SELECT c, parses(c)
            FROM unnest($1::text[]) AS u (t),
                LATERAL (VALUES (t), ('{\"v\":' || t || '}'), ('{\"brackets\":\"' || repeat('[', 130) || '\",\"v\":' || t || '}')) AS v (c)
            WHERE (parses(c) AND ltrim(c, E' \\t\\r\\n') LIKE '{%') IS DISTINCT FROM auth.pg_rls_is_claims(c)",
            &[&texts],
        )
        .unwrap();
    let wrong: Vec<_> = rows.iter().map(|row| (row.get::<_, &str>(0), row.get::<_, bool>(1))).collect();
    assert!(wrong.is_empty(), "{} of {}: {:?}", wrong.len(), texts.len(), &wrong[..wrong.len().min(20)]);
}

#[test]
fn it_needs_no_utf8() {
    let server = own_server();
    let mut admin = connect(&server, "postgres");
    for (encoding, escaped) in [("SQL_ASCII", false), ("LATIN1", server.version().major >= 16)] {
        admin.batch_execute("DROP DATABASE IF EXISTS mine").unwrap();
        admin
            .batch_execute(&format!(
                "CREATE DATABASE mine TEMPLATE template0 ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C'"
            ))
            .unwrap();
        let mut client = connect(&server, "mine");
        client.batch_execute(&NEON).unwrap();
        for (claims, sub) in [
            ("{\"sub\":\"a\\u0062\\n\"}", Some("ab\n")),
            ("{\"sub\":\"a\\\\u00e9\"}", Some("a\\u00e9")),
            ("{\"sub\":\"a\",\"x\":\"\\u00e9\"}", escaped.then_some("a")),
            ("{\"sub\":\"a\",\"x\":\"\\ud83e\\udd80\"}", None),
        ] {
            set_claims(&mut client, Some(claims));
            assert_eq!(text(&mut client, "SELECT auth.user_id()").as_deref(), sub, "{encoding}: {claims}");
        }
    }
}
