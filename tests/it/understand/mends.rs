//! Does a mended string say what it said, and is nothing left to mend?
//!
//! Every mend of the samples is put in, one after the other until there is none; then Postgres must give the same answer
//! for each row and caller for whom it gave one.

use pg_rls::Provider;
use rls_core::understand::{Reader, SignKind};

use super::{
    meaning::{CALLERS, ME, ROWS, ask},
    samples,
};
use crate::server;

/// Strings that ask for a mend, beside those that people write.
const ASKING: [&str; 12] = [
    "user_id::text = auth.uid()::text",
    "auth.uid()::text = user_id::text AND is_public",
    "org_id::text = (auth.jwt() ->> 'org_id')",
    "user_id::text = (select auth.jwt() ->> 'sub') AND auth.uid() = user_id",
    "(select auth.uid() = user_id OR is_public)",
    "NOT (select auth.uid() = user_id)",
    "(select (select auth.uid()) = user_id) AND archived",
    "age + 1 IN (SELECT 18 FROM members) OR team_id IN (SELECT team_id FROM members WHERE user_id = auth.uid())",
    "(title || 'x') IN (SELECT role || 'x' FROM members) AND NOT age IN (SELECT 17 FROM notes)",
    "tenant_id = current_setting('request.jwt.claims', true)::jsonb ->> 'tenant_id' OR auth.uid() = user_id",
    "coalesce(auth.uid(), org_id) = user_id",
    "EXISTS (SELECT 1 FROM members m WHERE m.team_id = posts.team_id AND m.user_id = auth.uid())",
];

#[test]
fn a_mended_string_says_the_same() {
    let provider = Provider::Supabase;
    let (mut client, name) = server::database(&provider);
    client.batch_execute(samples::TABLES).unwrap();
    client.batch_execute(&ROWS.replace("ME", ME)).unwrap();
    let schema = samples::schema();
    let reader = Reader::new(&schema, &provider);
    let posts = schema.tables.iter().find(|table| table.name.name == "posts").unwrap();
    let mut mended = Vec::new();
    for sql in ASKING.iter().chain(&samples::POLICIES) {
        let mut now = (*sql).to_owned();
        let mut kinds: Vec<SignKind> = Vec::new();
        while let Some(sign) =
            reader.understand(&now, posts).signs.into_iter().find(|sign| sign.fix.is_some())
        {
            let (range, text) = sign.fix.unwrap();
            now.replace_range(range, &text);
            kinds.push(sign.kind);
            assert!(kinds.len() < 10, "{sql} becomes {now} and has no end");
        }
        if kinds.is_empty() {
            continue;
        }
        let mut answers = 0;
        for caller in CALLERS {
            let claims = caller.replace("ME", ME);
            let Some(before) = ask(&mut client, &claims, sql) else { continue };
            let after = ask(&mut client, &claims, &now);
            assert_eq!(after, Some(before), "{sql}\nwas mended to\n{now}\nfor {claims}");
            answers += 1;
        }
        assert!(answers > 0, "{sql}: Postgres gives no answer");
        mended.push(format!("{sql}\n    {now}"));
    }
    insta::assert_snapshot!("mended", mended.join("\n"));
    server::drop_database(client, &name);
}
