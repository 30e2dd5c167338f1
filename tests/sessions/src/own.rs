//! Does a transaction see its caller's rows, and no others?

use pg_rls::session::Caller;

use crate::{
    database::Mode,
    driver::{ALL, End},
};

const TASKS: &str = "SELECT coalesce(string_agg(task, ', ' ORDER BY id), '') FROM todos";

#[test]
fn each_sees_what_is_theirs() {
    let (alice, bob) = (Caller::signed_in("alice"), Caller::signed_in("bob"));
    for mode in Mode::BOTH {
        for (name, open) in ALL {
            let mut driver = open(mode);
            let here = format!("{name}, {mode:?}");
            assert_eq!(driver.ask(&alice, TASKS), Ok(Some("of alice".to_owned())), "{here}");
            assert_eq!(driver.ask(&bob, TASKS), Ok(Some("of bob".to_owned())), "{here}");
            let odd = Caller::of_token(r#"{"sub":"al\u0069ce","jti":"of the issuer","n":1.50}"#).unwrap();
            assert_eq!(driver.ask(&odd, TASKS), Ok(Some("of alice".to_owned())), "{here}");
            // the login is a member of the role, and nobody
            assert_eq!(driver.plain(TASKS), Ok(Some(String::new())), "{here}");
            let refused = driver.ask(&Caller::anonymous(), TASKS).unwrap_err();
            assert!(refused.contains("permission denied for table todos"), "{here}: {refused}");
            let nobody = Caller::anonymous().with_role("authenticated");
            assert_eq!(driver.ask(&nobody, TASKS), Ok(Some(String::new())), "{here}");
            assert_eq!(driver.ask(&nobody, "SELECT auth.user_id()"), Ok(None), "{here}");
            assert_eq!(
                driver.ask(&bob, "SELECT CURRENT_USER::text"),
                Ok(Some("authenticated".to_owned())),
                "{here}"
            );
        }
    }
}

/// The extension keeps the last token that it has verified on a connection, and takes it again. Whoever comes without claims
/// after that token's caller, and has it, is still nobody.
#[test]
fn the_token_of_the_last_caller_is_no_good_to_whoever_has_none() {
    for (name, open) in ALL {
        let mut driver = open(Mode::Signed);
        let token = driver.ask(&Caller::signed_in("alice"), "SELECT current_setting('pg_session_jwt.jwt')");
        let token = token.unwrap().unwrap();
        let nobody = Caller::anonymous().with_role("authenticated");
        let stolen = format!(
            "SELECT CASE WHEN set_config('pg_session_jwt.jwt', '{token}', true) <> '' THEN auth.user_id() END"
        );
        let said = driver.ask(&nobody, &stolen).unwrap_err();
        if !Mode::Signed.is_real() {
            assert!(said.contains("jti is not above that of the last token"), "{name}: {said}");
        }
        // and they are nobody once more
        assert_eq!(driver.ask(&nobody, "SELECT auth.user_id()"), Ok(None), "{name}");
        assert_eq!(driver.ask(&nobody, "SELECT auth.session()::text"), Ok(Some("null".to_owned())), "{name}");
        assert_eq!(driver.ask(&Caller::signed_in("bob"), TASKS), Ok(Some("of bob".to_owned())), "{name}");
    }
}

#[test]
fn what_is_written_is_there_once_it_is_committed() {
    for mode in Mode::BOTH {
        for (name, open) in ALL {
            let mut driver = open(mode);
            let carol = Caller::signed_in(&format!("carol of {name}"));
            for (end, seen) in [(End::Drop, ""), (End::Rollback, ""), (End::Commit, "mine")] {
                driver.run(&carol, "INSERT INTO todos (task) VALUES ('mine')", end).unwrap();
                assert_eq!(driver.ask(&carol, TASKS), Ok(Some(seen.to_owned())), "{name}, {mode:?}, {end:?}");
            }
            let stolen = "UPDATE todos SET user_id = 'alice' WHERE task = 'mine'";
            assert!(driver.run(&carol, stolen, End::Commit).is_err());
            assert_eq!(driver.ask(&carol, TASKS), Ok(Some("mine".to_owned())));
        }
    }
}

#[test]
fn what_cannot_be_committed_says_so() {
    let alice = Caller::signed_in("alice");
    for mode in Mode::BOTH {
        for (name, open) in ALL {
            let mut driver = open(mode);
            for (sql, says) in [
                ("SELECT 1 / 0", "had failed, so nothing was committed"),
                ("INSERT INTO held VALUES (1, 2)", "violates foreign key constraint"),
                ("COMMIT", "has ended it"),
                ("ROLLBACK", "has ended it"),
                ("RESET ROLE", "has left the caller's role"),
                ("SET ROLE anonymous", "has left the caller's role"),
                ("COMMIT; BEGIN", "has ended it"),
                // where each text is equal to each other one
                ("SET search_path = tricks, pg_catalog; SET ROLE anonymous", "has left the caller's role"),
            ] {
                let fault = driver.run(&alice, sql, End::Commit).unwrap_err();
                assert!(fault.contains(says), "{name}, {mode:?}, {sql}: {fault}");
                assert_eq!(
                    driver.ask(&alice, TASKS),
                    Ok(Some("of alice".to_owned())),
                    "{name}, {mode:?}, after {sql}"
                );
                assert_eq!(
                    driver.plain("SELECT count(*)::text FROM held"),
                    Err(denied("held")).or(Ok(Some("0".to_owned())))
                );
            }
        }
    }
}

fn denied(table: &str) -> String {
    format!("permission denied for table {table}")
}
