//! Is a database of somebody else's, built again, proven as it stands?

use pg_rls::Provider;
use rls_core::{catalog::Scope, verify::report::Report};
use rls_live::{
    catalog,
    verify::{Options, verify},
};

use super::workshop;

/// What a copy of a database is found to do.
fn of(sql: &str) -> Report {
    let scratch = workshop().database("of").unwrap();
    let mut session = scratch.session().unwrap();
    session.client().batch_execute(&Provider::Neon.bootstrap()).unwrap();
    session.client().batch_execute(sql).unwrap();
    let imported = catalog::read(session.client()).unwrap().import(&Provider::Neon, &Scope::new());
    let resolved = imported.resolved.clone();
    let options = Options { of: Some(imported), ..Options::default() };
    verify(workshop(), &resolved, &options, &mut |_| {}).unwrap()
}

/// A key that comes of a sequence is another one for each new row, also where others refer to it.
#[test]
fn keys_of_sequences_leave_room_for_new_rows() {
    let report = of("
        CREATE TABLE teams (id serial PRIMARY KEY, name text NOT NULL, made_by text NOT NULL);
        CREATE TABLE members (team_id integer NOT NULL REFERENCES teams, user_id text NOT NULL, PRIMARY KEY (team_id, user_id));
        CREATE SEQUENCE numbers;
        CREATE TABLE bills (number bigint PRIMARY KEY DEFAULT nextval('numbers'), team_id integer REFERENCES teams, paid boolean NOT NULL);
        ALTER TABLE teams ENABLE ROW LEVEL SECURITY;
        ALTER TABLE members ENABLE ROW LEVEL SECURITY;
        ALTER TABLE bills ENABLE ROW LEVEL SECURITY;
        CREATE POLICY theirs ON teams FOR SELECT TO authenticated
            USING (id IN (SELECT team_id FROM members WHERE user_id = (SELECT auth.user_id())));
        CREATE POLICY anew ON teams FOR INSERT TO authenticated WITH CHECK (made_by = (SELECT auth.user_id()));
        CREATE POLICY own ON members TO authenticated USING (user_id = (SELECT auth.user_id()));
        CREATE POLICY of_team ON bills TO authenticated
            USING (team_id IN (SELECT team_id FROM members WHERE user_id = (SELECT auth.user_id())));
        GRANT SELECT, INSERT ON teams TO authenticated;
        GRANT SELECT, INSERT, UPDATE, DELETE ON members, bills TO authenticated;
        GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO authenticated;");
    let counts = report.counts();
    assert!(counts.refuted == 0 && counts.not_reached == 0, "{}", report.plain());
}
