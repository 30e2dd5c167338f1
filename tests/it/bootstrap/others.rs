//! Do the other providers' functions answer what theirs would, and under parallel plans?

use super::{
    NEON, POSTGREST, SUPABASE, UUID, bootstrapped, connect, nested, own_server, set_claims, state, text,
};

#[test]
fn a_caller_s_search_path_changes_nothing() {
    let server = own_server();
    for (name, file) in [("neon", &NEON), ("supabase", &SUPABASE)] {
        let mut client = bootstrapped(&server, name, file);
        client
            .batch_execute(
                "CREATE SCHEMA evil; CREATE DOMAIN evil.jsonb AS int; CREATE DOMAIN evil.text AS int; CREATE DOMAIN evil.uuid AS int;
                CREATE DOMAIN pg_temp.jsonb AS int; CREATE DOMAIN pg_temp.text AS int;
                CREATE FUNCTION evil.current_setting(pg_catalog.text, boolean) RETURNS pg_catalog.text LANGUAGE sql AS $$ SELECT 'evil' $$;
                CREATE FUNCTION evil.eq(pg_catalog.text, pg_catalog.text) RETURNS boolean LANGUAGE sql AS $$ SELECT true $$;
                CREATE FUNCTION evil.get(pg_catalog.jsonb, pg_catalog.text) RETURNS pg_catalog.text LANGUAGE sql AS $$ SELECT 'evil' $$;
                CREATE OPERATOR evil.= (LEFTARG = pg_catalog.text, RIGHTARG = pg_catalog.text, FUNCTION = evil.eq);
                CREATE OPERATOR evil.<> (LEFTARG = pg_catalog.text, RIGHTARG = pg_catalog.text, FUNCTION = evil.eq);
                CREATE OPERATOR evil.~ (LEFTARG = pg_catalog.text, RIGHTARG = pg_catalog.text, FUNCTION = evil.eq);
                CREATE OPERATOR evil.->> (LEFTARG = pg_catalog.jsonb, RIGHTARG = pg_catalog.text, FUNCTION = evil.get);
                CREATE OPERATOR evil.-> (LEFTARG = pg_catalog.jsonb, RIGHTARG = pg_catalog.text, FUNCTION = evil.get);
                SET search_path = evil, pg_catalog",
            )
            .unwrap();
        for claims in
            [format!("{{\"sub\":\"{UUID}\"}}"), nested(100).replace("\"a\"", &format!("\"{UUID}\""))]
        {
            client
                .execute("SELECT pg_catalog.set_config('request.jwt.claims', $1, false)", &[&claims])
                .unwrap();
            let row = client.query_one("SELECT auth.uid()::pg_catalog.text", &[]).unwrap();
            assert_eq!(row.get::<_, &str>(0), UUID, "{name}");
        }
    }
}

#[test]
fn supabase_reads_both_settings_and_keeps_its_errors() {
    let server = own_server();
    let mut client = bootstrapped(&server, "mine", &SUPABASE);
    let all = "SELECT auth.uid()::text, auth.role(), auth.email(), auth.jwt()::text";
    let one =
        "{\"sub\":\"41a5f680-89d2-474d-ae59-e27bfbbbd293\",\"role\":\"authenticated\",\"email\":\"a@b.c\"}";
    let other = "00000000-0000-0000-0000-000000000001";
    // sub, the setting of one claim; claims; then the four answers
    for (single, claims, expected) in [
        (None, None, [None; 4]),
        (None, Some(""), [None; 4]),
        (None, Some("{}"), [None, None, None, Some("{}")]),
        (None, Some("[]"), [None, None, None, Some("[]")]),
        (None, Some("null"), [None, None, None, Some("null")]),
        (None, Some("{\"sub\":null}"), [None, None, None, Some("{\"sub\": null}")]),
        (
            None,
            Some(one),
            [
                Some(UUID),
                Some("authenticated"),
                Some("a@b.c"),
                Some(
                    "{\"sub\": \"41a5f680-89d2-474d-ae59-e27bfbbbd293\", \"role\": \"authenticated\", \"email\": \"a@b.c\"}",
                ),
            ],
        ),
        (Some(other), None, [Some(other), None, None, None]),
        (
            Some(other),
            Some("{\"role\":\"anon\"}"),
            [Some(other), Some("anon"), None, Some("{\"role\": \"anon\"}")],
        ),
        (
            Some(""),
            Some("{\"role\":7,\"email\":true}"),
            [None, Some("7"), Some("true"), Some("{\"role\": 7, \"email\": true}")],
        ),
    ] {
        set_claims(&mut client, claims);
        client
            .execute("SELECT set_config('request.jwt.claim.sub', $1, false)", &[&single.unwrap_or_default()])
            .unwrap();
        let row = client.query_one(all, &[]).unwrap();
        let got: [Option<&str>; 4] = [row.get(0), row.get(1), row.get(2), row.get(3)];
        assert_eq!(got, expected, "{single:?} {claims:?}");
    }
    // PostgREST's settings of one claim, and the whole token under either name
    client
        .batch_execute(
            "SET request.jwt.claim.role = 'r'; SET request.jwt.claim.email = 'e'; SET request.jwt.claim = '[1]';
            RESET request.jwt.claims",
        )
        .unwrap();
    let row = client.query_one(all, &[]).unwrap();
    assert_eq!([row.get::<_, Option<&str>>(1), row.get(2), row.get(3)], [Some("r"), Some("e"), Some("[1]")]);
    // its errors
    let mut client = connect(&server, "mine");
    for (claims, function, code) in [
        ("{\"sub\":\"user_1\"}", "uid", "22P02"),
        ("{\"sub\":\"\"}", "uid", "22P02"),
        ("{\"sub\":7}", "uid", "22P02"),
        ("{\"sub\":", "uid", "22P02"),
        ("{\"sub\":", "jwt", "22P02"),
        ("{\"sub\":", "role", "22P02"),
        ("x", "email", "22P02"),
        ("{\"sub\":\"\\u0000\"}", "uid", "22P05"),
        ("{\"sub\":\"\\ud83e\"}", "jwt", "22P02"),
        ("{\"n\":1e400000}", "jwt", "22003"),
    ] {
        set_claims(&mut client, Some(claims));
        assert_eq!(state(&mut client, &format!("SELECT auth.{function}()")), code, "{claims} {function}");
    }
    // where the setting of one claim is there, the others are not looked at
    client.batch_execute("SET request.jwt.claim.role = 'r'; SET request.jwt.claims = 'x'").unwrap();
    assert_eq!(text(&mut client, "SELECT auth.role()").as_deref(), Some("r"));
}

#[test]
fn postgrest_s_expression_needs_no_function() {
    let server = own_server();
    let mut client = bootstrapped(&server, "mine", &POSTGREST);
    let subject = "SELECT (SELECT nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')";
    for (claims, sub) in
        [(None, None), (Some(""), None), (Some("{}"), None), (Some("{\"sub\":\"a\"}"), Some("a"))]
    {
        set_claims(&mut client, claims);
        assert_eq!(text(&mut client, subject).as_deref(), sub, "{claims:?}");
    }
    assert!(&POSTGREST.contains(&subject[7..]), "the file says which expression reads the claims");
}

#[test]
fn policies_with_them_run_in_parallel() {
    let server = own_server();
    let forced = if server.version().major >= 16 { "debug_parallel_query" } else { "force_parallel_mode" };
    for (name, file, call) in [("neon", &NEON, "auth.user_id()"), ("supabase", &SUPABASE, "auth.uid()::text")]
    {
        let mut client = bootstrapped(&server, name, file);
        client
            .batch_execute(&format!(
                "CREATE TABLE t (id int, owner text);
                INSERT INTO t SELECT i, CASE i % 100 WHEN 0 THEN '{UUID}' ELSE 'other' END FROM generate_series(1, 1000) i;
                ALTER TABLE t SET (parallel_workers = 2); ANALYZE t; ALTER TABLE t ENABLE ROW LEVEL SECURITY; GRANT SELECT ON t TO authenticated;
                CREATE POLICY p ON t TO authenticated USING (owner = {call});
                SET {forced} = on; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0;
                SET min_parallel_table_scan_size = 0; SET max_parallel_workers_per_gather = 2;
                SET ROLE authenticated"
            ))
            .unwrap();
        let padding = format!("{{\"sub\":\"{UUID}\",\"x\":\"\\n\\u00e9\",\"n\":[1e5000,{{}}]}}");
        let mut claims = vec![("", "0"), (padding.as_str(), "10")];
        let (deep, far) = (nested(200), nested(90).replace("\"a\"", &format!("\"{UUID}\"")));
        claims.push((&far, "10"));
        if name == "neon" {
            claims.extend([("{\"sub\":", "0"), ("{\"sub\":\"\\u0000\"}", "0"), (deep.as_str(), "0")]);
        }
        for (claims, rows) in claims {
            set_claims(&mut client, Some(claims));
            for call in [
                "SELECT count(*)::text FROM t",
                "SELECT count(*)::text FROM t WHERE owner = (SELECT max(owner) FROM t)",
            ] {
                assert_eq!(text(&mut client, call).as_deref(), Some(rows), "{name}: {claims:.40}");
            }
        }
        let plan: Vec<String> = client
            .query("EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF, COSTS OFF) SELECT count(*) FROM t", &[])
            .unwrap()
            .iter()
            .map(|row| row.get(0))
            .collect();
        let plan = plan.join("\n");
        assert!(
            plan.contains("Workers Launched: 2") && plan.contains("Parallel Seq Scan on t"),
            "{name}: {plan}"
        );
        // the helper is called in the workers: the filter is on the scan
        assert!(plan.contains("Filter:") && plan.contains("owner"), "{name}: {plan}");
    }
}
