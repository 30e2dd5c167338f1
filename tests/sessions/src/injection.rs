//! Are roles and claims data, whatever is written in them?

use pg_rls::session::Caller;

use crate::{
    database::Mode,
    driver::{ALL, End},
};

const ODD: [&str; 12] = [
    "o'brien",
    "\"quoted\"",
    "back\\slash",
    "line\nand\r\ttab",
    "'); RESET ROLE; --",
    "', false), set_config('role', 'none', false) --",
    "$1 $2 $$ $a$",
    "/* */ -- ;",
    "%I %s {} {0}",
    "ünï ☃ 漢字 \u{202e}",
    "auth0|123",
    "none",
];

#[test]
fn claims_are_data() {
    for mode in Mode::BOTH {
        for (name, open) in ALL {
            let mut driver = open(mode);
            let long = "x".repeat(300_000);
            for subject in ODD.into_iter().chain([long.as_str()]) {
                let here = format!("{name}, {mode:?}, {}", &subject[..subject.len().min(40)]);
                let caller = Caller::signed_in(subject);
                assert!(
                    driver.ask(&caller, "SELECT auth.user_id()") == Ok(Some(subject.to_owned())),
                    "{here}"
                );
                driver.run(&caller, "INSERT INTO todos (task) VALUES ('odd')", End::Rollback).unwrap();
            }
            let claims = r#"{"sub":"a\/b\u00e9\ud83d\ude00","\"key'":["',$1"]}"#;
            let seen = driver.ask(
                &Caller::of_token(claims).unwrap(),
                "SELECT auth.user_id() || (auth.session() ->> '\"key''')",
            );
            assert_eq!(seen, Ok(Some("a/bé😀[\"',$1\"]".to_owned())), "{name}, {mode:?}");
        }
    }
}

#[test]
fn roles_are_names() {
    for mode in Mode::BOTH {
        let role = |at: usize| format!("{}{}", mode.database(), ODD[at].replace(['\n', '\r', '\t'], "\n"));
        for at in 0..ODD.len() {
            let role = role(at).replace('"', "\"\"");
            mode.superuser_does(&format!("CREATE ROLE \"{role}\"; GRANT \"{role}\" TO session_app"));
        }
        for (name, open) in ALL {
            let mut driver = open(mode);
            for at in 0..ODD.len() {
                let caller = Caller::signed_in("alice").with_role(&role(at));
                let seen = driver.ask(&caller, "SELECT CURRENT_USER::text");
                assert_eq!(seen, Ok(Some(role(at))), "{name}, {mode:?}");
            }
            for (role, says) in [
                ("", "has no role"),
                ("none", "the role that logged in"),
                ("a\0b", "holds NUL"),
                ("nobody of that name", "make the role"),
                ("postgres", "GRANT that role TO the one that logs in"),
                ("authenticated; RESET ROLE", "make the role"),
                ("\"authenticated\"", "make the role"),
            ] {
                let fault =
                    driver.ask(&Caller::signed_in("alice").with_role(role), "SELECT 1::text").unwrap_err();
                assert!(fault.contains(says), "{name}, {mode:?}, {role:?}: {fault}");
            }
            for claims in [r#"{"sub":"a\u0000b"}"#, r#"{"\u0000":1}"#] {
                let fault = driver.ask(&Caller::of_token(claims).unwrap(), "SELECT 1::text").unwrap_err();
                assert!(fault.contains("hold NUL"), "{fault}");
            }
        }
    }
}
