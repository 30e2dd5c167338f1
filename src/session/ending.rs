//! Which SQL ends a caller's transaction, so that nothing is left of it?
//!
//! A rollback does not take everything back, and a commit keeps what was set for the session: settings, roles, temporary
//! tables, statements that SQL prepared, advisory locks, LISTEN, cursors WITH HOLD, the last value of a sequence. DISCARD ALL
//! would forget all that. It is not run, because it forgets the statements that the driver has prepared as well: sqlx, diesel
//! and the pools of tokio-postgres keep those, count on them, and would fail with the next query. [`TIDY`] is the rest of it.

macro_rules! gate {
    () => {
        "SELECT CASE WHEN pg_catalog.current_setting('role') OPERATOR(pg_catalog.=) pg_catalog.current_setting('pg_rls.role', true) THEN '' \
         ELSE pg_catalog.current_setting('pg_rls.ended') END"
    };
}

// What a caller has set for transactions to come is not for this one: serializable, read only and deferrable it would wait for
// others to end. The DO is for statements that SQL has prepared: those of the driver come by the protocol.
macro_rules! tidy {
    () => {
        "SET TRANSACTION ISOLATION LEVEL READ COMMITTED; RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL; \
         CLOSE ALL; UNLISTEN *; DISCARD TEMP; DISCARD SEQUENCES; \
         DO $$DECLARE name pg_catalog.text; BEGIN PERFORM pg_catalog.pg_advisory_unlock_all(); \
         FOR name IN SELECT p.name FROM pg_catalog.pg_prepared_statements p WHERE p.from_sql LOOP \
         EXECUTE pg_catalog.format('DEALLOCATE %I', name); END LOOP; END$$"
    };
}

// A driver that counts transactions has to find one when it ends its own: the empty one that is left open here.
#[cfg(feature = "sqlx")]
macro_rules! tidied_in_between {
    () => {
        concat!("BEGIN; ", tidy!(), "; COMMIT; BEGIN")
    };
}

/// What is asked before COMMIT, in the transaction: it fails where SQL inside has ended the transaction, or has left the
/// caller's role. The error is about a setting that nobody has, so it has [`ENDED`] in it.
pub const GATE: &str = gate!();

/// What the error of [`GATE`] has in it, in every language of the server.
pub const ENDED: &str = "\"pg_rls.ended\"";

/// [`GATE`], and COMMIT if it lets through.
pub const COMMIT: &str = concat!(gate!(), "; COMMIT");

/// [`COMMIT`], and a transaction for what comes then.
#[cfg(feature = "diesel")]
pub(super) const COMMIT_AND_BEGIN: &str = concat!(gate!(), "; COMMIT; BEGIN");

/// What leaves nothing of a transaction on its connection, after it: what DISCARD ALL does, but for the statements that the
/// driver has prepared, and their plans. Sent by the simple protocol. Where it fails the connection has to go.
pub const TIDY: &str = tidy!();

/// ROLLBACK, and [`TIDY`].
pub const ROLLBACK: &str = concat!("ROLLBACK; ", tidy!());

/// What ends a connection that could not be tidied.
pub const TERMINATE: &str = "ROLLBACK; RESET SESSION AUTHORIZATION; RESET ROLE; \
     SELECT pg_catalog.pg_terminate_backend(pg_catalog.pg_backend_pid())";

/// [`TIDY`], and what ends the connection where that has failed: for who does not wait for an answer. Two texts, one after the
/// other. The first leaves a word that nobody could know before, and the second looks for it.
#[cfg(feature = "tokio-postgres")]
pub(super) fn tidy_or_terminate() -> [String; 2] {
    use std::hash::{BuildHasher, RandomState};
    let word = RandomState::new().hash_one(0_u8);
    [
        format!("{TIDY}; SELECT pg_catalog.set_config('pg_rls.tidied', '{word}', false)"),
        format!(
            "RESET SESSION AUTHORIZATION; RESET ROLE; \
             SELECT pg_catalog.pg_terminate_backend(pg_catalog.pg_backend_pid()) \
             WHERE (pg_catalog.current_setting('pg_rls.tidied', true) OPERATOR(pg_catalog.=) '{word}') IS NOT TRUE; \
             RESET pg_rls.tidied"
        ),
    ]
}

/// [`COMMIT`] and [`TIDY`], with an empty transaction open at the end.
#[cfg(feature = "sqlx")]
pub(super) const COMMIT_INSIDE: &str = concat!(gate!(), "; COMMIT; ", tidied_in_between!());

/// [`ROLLBACK`], with an empty transaction open at the end.
#[cfg(feature = "sqlx")]
pub(super) const ROLLBACK_INSIDE: &str = concat!("ROLLBACK; ", tidied_in_between!());

/// [`TIDY`], before something else.
#[cfg(feature = "sqlx")]
pub(super) const TIDY_FIRST: &str = concat!("BEGIN; ", tidy!(), "; COMMIT; ");
