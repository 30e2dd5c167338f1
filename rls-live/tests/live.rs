//! Does a fault end in one clear sentence, and is nothing left behind?

use rls_live::Workshop;

#[test]
fn a_scratch_database_is_made_and_dropped() {
    let workshop = Workshop::throwaway().unwrap();
    let scratch = workshop.database("smoke").unwrap();
    let mut session = scratch.session().unwrap();
    assert!(session.login().superuser && session.version() >= 14);
    session.client().batch_execute("CREATE TABLE t (a int)").unwrap();
    drop(session);
    let copy = workshop.copy(&scratch, "copy").unwrap();
    copy.session().unwrap().client().batch_execute("SELECT a FROM t").unwrap();
}
