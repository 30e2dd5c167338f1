//! Is what stands in the way of a login found, and does what it says mend it?

use pg_rls::session::{Session, check::Finding};

use crate::{
    database::Mode,
    driver::{Diesel, Sqlx, TokioPostgres},
};

/// Of a login of this name, which SQL makes.
fn findings(mode: Mode, login: &str, roles: &[&str]) -> Vec<Finding> {
    use diesel::{Connection, PgConnection};
    let mut connection = PgConnection::establish(&mode.login(login)).unwrap();
    let session = if mode == Mode::Signed { Session::signed() } else { Session::plain() };
    session.check_with(&mut connection, roles).unwrap()
}

#[test]
fn what_is_in_the_way_is_found_and_mended() {
    let roles = ["authenticated", "anonymous"];
    for (login, made, says, mend) in [
        ("check_fine", "GRANT authenticated, anonymous TO check_fine", "", ""),
        ("check_super", "ALTER ROLE check_super SUPERUSER", "is a superuser", ""),
        ("check_bypass", "ALTER ROLE check_bypass BYPASSRLS", "has BYPASSRLS", ""),
        (
            "check_owner",
            "CREATE TABLE \"check it\"(); ALTER TABLE \"check it\" OWNER TO check_owner",
            "owns tables, public.\"check it\" for one",
            "",
        ),
        (
            "check_stranger",
            "GRANT anonymous TO check_stranger",
            "cannot become authenticated",
            "GRANT \"authenticated\" TO \"check_stranger\"",
        ),
        (
            "check_through",
            "CREATE ROLE check_hidden BYPASSRLS; CREATE ROLE check_way; GRANT check_hidden TO check_way; GRANT check_way TO check_through",
            "can act as check_hidden, which has BYPASSRLS",
            "REVOKE check_hidden FROM check_way",
        ),
        (
            "check_files",
            "GRANT pg_write_server_files TO check_files",
            "may write the server's files",
            "REVOKE pg_write_server_files FROM check_files",
        ),
        (
            "check_program",
            "GRANT pg_execute_server_program TO check_program",
            "may write the server's files",
            "REVOKE pg_execute_server_program FROM check_program",
        ),
        (
            "check_becomes",
            "CREATE ROLE check_become BYPASSRLS; GRANT check_become TO check_becomes; ALTER ROLE check_becomes NOINHERIT",
            "can act as check_become, which has BYPASSRLS",
            "REVOKE check_become FROM check_becomes",
        ),
    ] {
        Mode::Plain.superuser_does(&format!("CREATE ROLE {login} LOGIN"));
        if login != "check_stranger" {
            Mode::Plain.superuser_does(&format!("GRANT authenticated, anonymous TO {login}"));
        }
        Mode::Plain.superuser_does(made);
        let found = findings(Mode::Plain, login, &roles);
        if says.is_empty() {
            assert_eq!(found, [], "{login}");
            continue;
        }
        let texts: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert!(texts.len() == 1 && texts[0].contains(says), "{login}: {texts:?}");
        if mend.starts_with("GRANT") {
            assert_eq!(found[0].mend(), mend);
        }
        if !mend.is_empty() {
            Mode::Plain.superuser_does(mend);
            assert_eq!(findings(Mode::Plain, login, &roles), [], "{login}, mended");
        }
    }
    // the roles of callers are looked at as the login is
    Mode::Plain.superuser_does("CREATE ROLE check_role BYPASSRLS; GRANT check_role TO check_fine");
    let found = findings(Mode::Plain, "check_fine", &["check_role", "check_missing"]);
    let texts: Vec<&str> = found.iter().map(Finding::message).collect();
    assert_eq!(
        texts,
        [
            "the callers' role check_role has BYPASSRLS: row security does not look at it",
            "there is no role check_missing"
        ]
    );
    Mode::Plain.superuser_does("REVOKE check_role FROM check_fine; DROP TABLE \"check it\"");
    // and the extension's schema, which a login that inherits nothing may not even look into
    Mode::Signed
        .superuser_does("CREATE ROLE check_signed LOGIN NOINHERIT; GRANT authenticated TO check_signed");
    let found = findings(Mode::Signed, "check_signed", &["authenticated"]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].message(), "check_signed may not use the schema auth");
    assert_eq!(found[0].mend(), "GRANT USAGE ON SCHEMA auth TO \"check_signed\"");
    Mode::Signed.superuser_does(found[0].mend());
    assert_eq!(findings(Mode::Signed, "check_signed", &["authenticated"]), []);
}

/// What a member may do is one right until PostgreSQL 15, and three since: to act as the role, to become it, to make members.
#[test]
fn each_right_of_a_member_is_looked_at() {
    let since_16 = Mode::Plain
        .superuser_says("SELECT (current_setting('server_version_num')::int >= 160000)::text")
        == "true";
    Mode::Plain.superuser_does(
        "CREATE ROLE right_makes LOGIN NOINHERIT CREATEROLE; GRANT authenticated TO right_makes",
    );
    let found = findings(Mode::Plain, "right_makes", &["authenticated"]);
    let texts: Vec<&str> = found.iter().map(Finding::message).collect();
    let says = "right_makes has CREATEROLE, and so can make itself a member of any role but a superuser";
    // since then it needs the right to make members of that role, too
    let says = if since_16 { vec![] } else { vec![says] };
    assert_eq!(texts, says);
    if !since_16 {
        return;
    }
    for (nr, (member, how)) in [
        ("login", "INHERIT TRUE, SET FALSE"),
        ("login", "INHERIT FALSE, SET TRUE"),
        ("login", "INHERIT FALSE, SET FALSE, ADMIN TRUE"),
        ("caller", "INHERIT TRUE, SET FALSE"),
    ]
    .into_iter()
    .enumerate()
    {
        let (login, caller) = (format!("right_login_{nr}"), format!("right_caller_{nr}"));
        Mode::Plain.superuser_does(&format!(
            "CREATE ROLE {login} LOGIN NOINHERIT; CREATE ROLE {caller}; CREATE ROLE right_{nr} BYPASSRLS; \
             GRANT {caller} TO {login} WITH INHERIT FALSE; GRANT right_{nr} TO right_{member}_{nr} WITH {how}"
        ));
        let found = findings(Mode::Plain, &login, &[&caller]);
        let texts: Vec<&str> = found.iter().map(Finding::message).collect();
        let says =
            format!("{login} can act as right_{nr}, which has BYPASSRLS: row security does not hold there");
        assert_eq!(texts, [says], "{member} {how}");
    }
}

#[test]
fn each_driver_can_ask() {
    let roles = ["authenticated", "nobody'\"\\"];
    for mode in Mode::BOTH {
        let sqlx = Sqlx::open(mode);
        let by_sqlx = sqlx.runtime.block_on(sqlx.session.check(&sqlx.pool, &roles)).unwrap();
        let tokio = TokioPostgres::open(mode);
        let by_tokio = tokio
            .runtime
            .block_on(async { tokio.session.check_on(&**tokio.client().await, &roles).await.unwrap() });
        let diesel = Diesel::open(mode);
        let by_diesel = diesel.session.check_with(&mut *diesel.pool.get().unwrap(), &roles).unwrap();
        assert_eq!((&by_sqlx, &by_sqlx), (&by_tokio, &by_diesel));
        assert_eq!(by_sqlx.len(), 1);
        assert_eq!(by_sqlx[0].message(), "there is no role nobody'\"\\");
    }
}

/// Without the extension, a signed session says what is missing.
#[test]
fn a_signed_session_needs_the_extension() {
    let session = Session::signed();
    let tokio = TokioPostgres::open(Mode::Plain);
    tokio.runtime.block_on(async {
        let (mut client, connection) = session
            .config(&TokioPostgres::config(Mode::Plain))
            .unwrap()
            .connect(tokio_postgres::NoTls)
            .await
            .unwrap();
        let driving = tokio::spawn(connection);
        let caller = pg_rls::session::Caller::signed_in("alice");
        let fault = session.begin_on(&mut client, &caller).await.unwrap_err().to_string();
        assert!(fault.contains("CREATE EXTENSION pg_session_jwt"), "{fault}");
        // a connection that another session opened has no key of this one
        let fault = Session::signed().begin_on(&mut client, &caller).await.unwrap_err().to_string();
        assert!(fault.contains("has no key of this session"), "{fault}");
        drop(client);
        driving.await.unwrap().unwrap();
    });
    let found =
        session.check_with(&mut *Diesel::open(Mode::Plain).pool.get().unwrap(), &["authenticated"]).unwrap();
    assert_eq!(found[0].message(), "there is no function auth.jwt_session_init");
}
