//! Patterns over what the caller's token says.

use super::{Caller, Pattern, anonymous, caller};

pub(super) const ALL: &[&Pattern] =
    &[&TENANT, &TOKEN_ROLE, &SECOND_FACTOR, &ORGANISATION, &SERVICE_ROLE, &PROFILE];

const A: &str = r#"{"sub":"00000000-0000-0000-0000-00000000000a"}"#;
const B: &str = r#"{"sub":"00000000-0000-0000-0000-00000000000b"}"#;

/// The claim of the tenant is a uuid, and not for everybody.
const TENANT: Pattern = Pattern {
    folder: "pattern-tenant",
    rows: "INSERT INTO invoices (id, org_id, total) VALUES (1, '00000000-0000-0000-0000-000000000001', 10), (2, '00000000-0000-0000-0000-000000000002', 20)",
    callers: &[
        caller("one", "authenticated", r#"{"sub":"a","org_id":"00000000-0000-0000-0000-000000000001"}"#),
        caller("two", "authenticated", r#"{"sub":"a","org_id":"00000000-0000-0000-0000-000000000002"}"#),
        caller("null", "authenticated", r#"{"sub":"a","org_id":null}"#),
        caller("no uuid", "authenticated", r#"{"sub":"a","org_id":"acme"}"#),
        caller("empty", "authenticated", r#"{"sub":"a","org_id":""}"#),
        anonymous("anonymous"),
    ],
    table: "
        one     | two     | null    | no uuid | empty | anonymous    | nobody  |
        1       | 2       | -       | 22P02   | 22P02 | no privilege | -       | SELECT id FROM invoices ORDER BY id
        =1      | refused | refused | 22P02   | 22P02 | no privilege | refused | INSERT INTO invoices (org_id, total) VALUES ('00000000-0000-0000-0000-000000000001', 1)
        =1      | =1      | =0      | 22P02   | 22P02 | no privilege | =0      | UPDATE invoices SET total = 1
        refused | =1      | =0      | 22P02   | 22P02 | no privilege | =0      | UPDATE invoices SET org_id = '00000000-0000-0000-0000-000000000002'
        =1      | =1      | =0      | 22P02   | 22P02 | no privilege | =0      | DELETE FROM invoices",
    unseen: &[],
};

pub(super) const TOKEN_ROLE: Pattern = Pattern {
    folder: "pattern-token-role",
    rows: "INSERT INTO tickets (id, user_id, text) VALUES (1, 'alice', 'a'), (2, 'bob', 'b')",
    callers: &[
        caller("alice", "authenticated", r#"{"sub":"alice","role":"authenticated"}"#),
        caller("admin", "authenticated", r#"{"sub":"carol","role":"admin"}"#),
        caller("case", "authenticated", r#"{"sub":"carol","role":"Admin"}"#),
        caller("list", "authenticated", r#"{"sub":"carol","role":["admin"]}"#),
        anonymous("anonymous"),
    ],
    table: "
        alice   | admin | case    | list    | anonymous    | nobody  |
        1       | 1 2   | -       | -       | no privilege | -       | SELECT id FROM tickets ORDER BY id
        =1      | =1    | refused | refused | no privilege | refused | INSERT INTO tickets (user_id, text) VALUES ('alice', 'x')
        =1      | =2    | =0      | =0      | no privilege | =0      | UPDATE tickets SET text = 'x'
        refused | =1    | =0      | =0      | no privilege | =0      | UPDATE tickets SET user_id = 'bob' WHERE id = 1
        refused | =2    | =0      | =0      | no privilege | =0      | UPDATE tickets SET user_id = 'bob'
        =1      | =2    | =0      | =0      | no privilege | =0      | DELETE FROM tickets",
    unseen: &[],
};

const SECOND_FACTOR: Pattern = Pattern {
    folder: "pattern-second-factor",
    rows: "INSERT INTO transfers (id, user_id, amount) VALUES (1, '00000000-0000-0000-0000-00000000000a', 1), (2, '00000000-0000-0000-0000-00000000000b', 2)",
    callers: &[
        caller(
            "two factors",
            "authenticated",
            r#"{"sub":"00000000-0000-0000-0000-00000000000a","aal":"aal2"}"#,
        ),
        caller(
            "one factor",
            "authenticated",
            r#"{"sub":"00000000-0000-0000-0000-00000000000a","aal":"aal1"}"#,
        ),
        caller("no claim", "authenticated", A),
        caller("other", "authenticated", r#"{"sub":"00000000-0000-0000-0000-00000000000b","aal":"aal2"}"#),
        anonymous("anon"),
    ],
    table: "
        two factors | one factor | no claim | other   | anonymous    | nobody  |
        1           | 1          | 1        | 2       | no privilege | -       | SELECT id FROM transfers ORDER BY id
        =1          | refused    | refused  | refused | no privilege | refused | INSERT INTO transfers (user_id, amount) VALUES ('00000000-0000-0000-0000-00000000000a', 3)
        =1          | =0         | =0       | =1      | no privilege | =0      | UPDATE transfers SET amount = 3
        refused     | =0         | =0       | =1      | no privilege | =0      | UPDATE transfers SET user_id = '00000000-0000-0000-0000-00000000000b'
        =1          | =0         | =0       | =1      | no privilege | =0      | DELETE FROM transfers",
    unseen: &[],
};

pub(super) const ORGANISATION: Pattern = Pattern {
    folder: "pattern-organisation",
    rows: "INSERT INTO projects (id, organization_id) VALUES (1, 'one'), (2, 'two'); INSERT INTO tasks (id, organization_id) VALUES (1, 'one'), (2, 'two')",
    callers: &[
        caller(
            "stytch",
            "authenticated",
            r#"{"sub":"a","https://stytch.com/organization":{"organization_id":"one"}}"#,
        ),
        caller("clerk admin", "authenticated", r#"{"sub":"a","o":{"id":"one","rol":"admin"}}"#),
        caller("clerk member", "authenticated", r#"{"sub":"a","o":{"id":"one","rol":"member"}}"#),
        caller("flat", "authenticated", r#"{"sub":"a","organization_id":"one","id":"one","o":"one"}"#),
        anonymous("anonymous"),
    ],
    table: "
        stytch  | clerk admin | clerk member | flat    | anonymous    | nobody  |
        1       | -           | -            | -       | no privilege | -       | SELECT id FROM projects ORDER BY id
        =1      | refused     | refused      | refused | no privilege | refused | INSERT INTO projects (organization_id) VALUES ('one')
        =1      | =0          | =0           | =0      | no privilege | =0      | UPDATE projects SET organization_id = 'one'
        refused | =0          | =0           | =0      | no privilege | =0      | UPDATE projects SET organization_id = 'two'
        =1      | =0          | =0           | =0      | no privilege | =0      | DELETE FROM projects
        -       | 1           | 1            | -       | no privilege | -       | SELECT id FROM tasks ORDER BY id
        refused | =1          | refused      | refused | no privilege | refused | INSERT INTO tasks (organization_id) VALUES ('one')
        refused | refused     | refused      | refused | no privilege | refused | INSERT INTO tasks (organization_id) VALUES ('two')
        =0      | =1          | =0           | =0      | no privilege | =0      | UPDATE tasks SET organization_id = 'one'
        =0      | refused     | =0           | =0      | no privilege | =0      | UPDATE tasks SET organization_id = 'two'
        =0      | =1          | =0           | =0      | no privilege | =0      | DELETE FROM tasks",
    unseen: &[],
};

/// The service role needs no policy, and no claims.
const SERVICE_ROLE: Pattern = Pattern {
    folder: "pattern-service-role",
    rows: "INSERT INTO orders (id, user_id, paid) VALUES (1, '00000000-0000-0000-0000-00000000000a', false), (2, '00000000-0000-0000-0000-00000000000b', false)",
    callers: &[
        caller("a", "authenticated", A),
        caller("no uuid", "authenticated", r#"{"sub":"alice"}"#),
        Caller { name: "service", role: "service_role", claims: None },
        anonymous("anon"),
    ],
    table: "
        a       | no uuid | service | anonymous    | nobody  |
        1       | 22P02   | 1 2     | no privilege | -       | SELECT id FROM orders ORDER BY id
        =1      | 22P02   | =1      | no privilege | refused | INSERT INTO orders (user_id, paid) VALUES ('00000000-0000-0000-0000-00000000000a', true)
        =1      | 22P02   | =2      | no privilege | =0      | UPDATE orders SET paid = true
        refused | 22P02   | =2      | no privilege | =0      | UPDATE orders SET user_id = '00000000-0000-0000-0000-00000000000b'
        =1      | 22P02   | =2      | no privilege | =0      | DELETE FROM orders",
    unseen: &[],
};

const PROFILE: Pattern = Pattern {
    folder: "pattern-profile",
    rows: "INSERT INTO profiles VALUES ('00000000-0000-0000-0000-00000000000b', 'b')",
    callers: &[
        caller("a", "authenticated", A),
        caller("b", "authenticated", B),
        caller("no uuid", "authenticated", r#"{"sub":"alice"}"#),
        anonymous("anonymous"),
    ],
    table: "
        a       | b       | no uuid | anonymous    | nobody  |
        -       | b       | -       | no privilege | -       | SELECT name FROM profiles
        =1      | 23505   | refused | no privilege | refused | INSERT INTO profiles (name) VALUES ('x')
        refused | refused | refused | no privilege | refused | INSERT INTO profiles VALUES ('00000000-0000-0000-0000-00000000000c', 'x')
        =0      | =1      | =0      | no privilege | =0      | UPDATE profiles SET name = 'x'
        =0      | refused | =0      | no privilege | =0      | UPDATE profiles SET id = '00000000-0000-0000-0000-00000000000c'
        =0      | =1      | =0      | no privilege | =0      | DELETE FROM profiles
        refused | =1      | refused | no privilege | refused | INSERT INTO profiles VALUES ('00000000-0000-0000-0000-00000000000b', 'x') ON CONFLICT (id) DO UPDATE SET name = 'y'",
    unseen: &[],
};
