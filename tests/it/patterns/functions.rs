//! Are the lookup functions what lets a pattern work, and nobody else at them?

use super::{Pattern, run::Session, teams};

const PATTERNS: [&Pattern; 2] = [&teams::MEMBER, &teams::CO_MEMBERS];

/// Those whose policies ask may execute it, and nobody may so much as name it.
#[test]
fn the_policies_roles_alone_execute_it() {
    for pattern in PATTERNS {
        let mut session = Session::open(pattern);
        assert_eq!(open_to(&mut session), ["authenticated"], "{}", pattern.folder);
        session.close();
        // the same question where the answer is another
        let mut session = Session::with(pattern, |ddl| without(&ddl, "REVOKE EXECUTE"));
        assert_eq!(open_to(&mut session), ["anonymous", "authenticated"], "{}", pattern.folder);
        session.close();
        // without the grant, the policy itself is refused
        let mut session = Session::with(pattern, |ddl| without(&ddl, "GRANT EXECUTE"));
        assert!(session.differences(pattern).iter().any(|line| line.contains("no privilege, not")));
        session.close();
    }
}

fn open_to(session: &mut Session) -> Vec<String> {
    let query =
        "SELECT DISTINCT r.rolname::text, pg_catalog.has_schema_privilege(r.oid, p.pronamespace, 'USAGE')
        FROM pg_catalog.pg_proc p, pg_catalog.pg_roles r
        WHERE p.pronamespace = 'rls_private'::regnamespace AND r.rolname IN ('anonymous', 'authenticated')
            AND pg_catalog.has_function_privilege(r.oid, p.oid, 'EXECUTE')
        ORDER BY 1";
    let rows = session.client.query(query, &[]).unwrap();
    assert!(rows.iter().all(|row| !row.get::<_, bool>(1)), "nobody needs USAGE on the schema");
    rows.iter().map(|row| row.get(0)).collect()
}

/// The caller's own look in the place of the function's: what resolving avoids.
#[test]
fn the_callers_own_look_would_not_do() {
    let own = r#"SELECT "team_id" FROM "memberships" WHERE "user_id" = (SELECT auth.user_id())"#;
    let call = r#"SELECT "rls_private"."memberships_team_id"()"#;
    for (pattern, came) in [(&teams::MEMBER, "no privilege"), (&teams::CO_MEMBERS, "42P17")] {
        let mut session = Session::with(pattern, |ddl| ddl.replace(call, own));
        let differences = session.differences(pattern);
        let said = format!("{came}, not");
        assert!(differences.iter().any(|line| line.contains(&said)), "{came}: {differences:#?}");
        session.close();
    }
}

/// As the caller, the function sees no more than the caller.
#[test]
fn it_runs_as_its_owner() {
    for pattern in PATTERNS {
        let mut session = Session::with(pattern, |ddl| ddl.replace(" SECURITY DEFINER", ""));
        assert!(!session.differences(pattern).is_empty(), "{}", pattern.folder);
        session.close();
    }
}

/// Its names were bound when it was made: a caller's own table of the same name is not read.
#[test]
fn no_search_path_changes_what_it_reads() {
    let mut session = Session::open(&teams::MEMBER);
    let trap = "CREATE SCHEMA trap; CREATE TABLE trap.memberships AS SELECT 3::bigint AS team_id, 'bob' AS user_id;
        GRANT USAGE ON SCHEMA trap TO PUBLIC; GRANT SELECT ON trap.memberships TO PUBLIC; SET LOCAL search_path = trap, public";
    session.client.batch_execute(trap).unwrap();
    let mut differences = session.differences(&teams::MEMBER);
    // who names it reads the other table
    let named = differences.len();
    differences.retain(|line| !line.contains("FROM memberships"));
    assert!(named > 0 && differences.is_empty(), "{differences:#?}");
    session.close();
}

fn without(ddl: &str, word: &str) -> String {
    let lines: Vec<&str> = ddl.lines().filter(|line| !line.starts_with(word)).collect();
    assert!(lines.len() < ddl.lines().count());
    lines.join("\n")
}
