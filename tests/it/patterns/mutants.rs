//! Would the table of a pattern notice a slip?
//!
//! Each policy in turn is dropped, lets everything through, and lets nothing through; each policy that is restrictive
//! becomes nothing. Some answer must change every time, but for what the pattern says cannot be seen.

use rls_core::{
    ident::quote,
    schema::{Policy, Table},
};

use super::{all, run::Session};

#[test]
fn every_slip_is_seen() {
    let mut tried = 0;
    let mut missed = Vec::new();
    for pattern in all() {
        let mut session = Session::open(pattern);
        let tables = session.resolved.schema.tables.clone();
        for table in &tables {
            for policy in &table.policies {
                for slip in slips(table, policy) {
                    session.client.batch_execute(&format!("SAVEPOINT slip; {slip}")).unwrap();
                    let seen = session.differs(pattern);
                    session.client.batch_execute("ROLLBACK TO slip; RELEASE slip").unwrap();
                    let known = pattern.unseen.iter().any(|(name, _)| *name == policy.name());
                    if seen == known {
                        missed.push(format!(
                            "{}, {}: {slip}",
                            pattern.folder,
                            if seen { "seen" } else { "not seen" }
                        ));
                    }
                    tried += 1;
                }
            }
        }
        session.close();
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
    assert!(tried > 150, "{tried} slips");
}

fn slips(table: &Table, policy: &Policy) -> Vec<String> {
    let on = format!("POLICY {} ON {}", quote(policy.name()), table.name.quoted());
    let mut all = vec![format!("DROP {on}")];
    for (word, clause) in [("USING", &policy.using), ("WITH CHECK", &policy.check)] {
        let Some(clause) = clause else { continue };
        for other in [true, false] {
            if *clause != rls_core::expr::Expr::Bool(other) {
                all.push(format!("ALTER {on} {word} ({other})"));
            }
        }
    }
    all
}
