//! Patterns over whose row it is, who may do what at all, and flags on the row.

use super::{Caller, Pattern, anonymous, caller};

pub(super) const ALL: &[&Pattern] = &[
    &OWNER,
    &SIGNED_IN,
    &PUBLIC_READ,
    &PUBLIC_WRITE,
    &DENY,
    &NO_POLICY,
    &APPEND_ONLY,
    &PUBLIC_FLAG,
    &EDIT_WINDOW,
    &EDITOR,
];

const ALICE: Caller = caller("alice", "authenticated", r#"{"sub":"alice"}"#);
const BOB: Caller = caller("bob", "authenticated", r#"{"sub":"bob"}"#);
const ANONYMOUS: Caller = anonymous("anonymous");
const THREE: &[Caller] = &[ALICE, BOB, ANONYMOUS];

pub(super) const OWNER: Pattern = Pattern {
    folder: "pattern-owner",
    rows: "INSERT INTO notes (id, user_id, text) VALUES (1, 'alice', 'a'), (2, 'alice', 'b'), (3, 'bob', 'c')",
    callers: THREE,
    table: "
        alice   | bob     | anonymous    | nobody  |
        1 2     | 3       | no privilege | -       | SELECT id FROM notes ORDER BY id
        alice   | bob     | no privilege | refused | INSERT INTO notes (text) VALUES ('x') RETURNING user_id
        =1      | refused | no privilege | refused | INSERT INTO notes (user_id, text) VALUES ('alice', 'x')
        =2      | =1      | no privilege | =0      | UPDATE notes SET text = 'x'
        refused | =0      | no privilege | =0      | UPDATE notes SET user_id = 'bob' WHERE id = 1
        refused | =1      | no privilege | =0      | UPDATE notes SET user_id = 'bob'
        =2      | =1      | no privilege | =0      | DELETE FROM notes
        refused | refused | no privilege | refused | INSERT INTO notes (id, user_id, text) VALUES (3, 'alice', 'x') ON CONFLICT (id) DO UPDATE SET text = 'x'
        =1      | refused | no privilege | refused | INSERT INTO notes (id, user_id, text) VALUES (1, 'alice', 'x') ON CONFLICT (id) DO UPDATE SET text = 'x'",
    unseen: &[],
};

const SIGNED_IN: Pattern = Pattern {
    folder: "pattern-signed-in",
    rows: "INSERT INTO announcements (id, author_id, text) VALUES (1, 'alice', 'a'), (2, 'bob', 'b')",
    callers: THREE,
    table: "
        # whoever comes as the signed-in role is signed in
        alice   | bob     | anonymous    | nobody  |
        1 2     | 1 2     | no privilege | 1 2     | SELECT id FROM announcements ORDER BY id
        =1      | refused | no privilege | refused | INSERT INTO announcements (author_id, text) VALUES ('alice', 'x')
        =1      | =0      | no privilege | =0      | UPDATE announcements SET text = 'x' WHERE id = 1
        refused | =0      | no privilege | =0      | UPDATE announcements SET author_id = 'bob' WHERE id = 1
        =1      | =0      | no privilege | =0      | DELETE FROM announcements WHERE id = 1",
    unseen: &[],
};

const PUBLIC_READ: Pattern = Pattern {
    folder: "pattern-public-read",
    rows: "INSERT INTO articles (id, author_id, title) VALUES (1, 'alice', 'a'), (2, 'bob', 'b')",
    callers: THREE,
    table: "
        alice   | bob     | anonymous    | nobody  |
        1 2     | 1 2     | 1 2          | 1 2     | SELECT id FROM articles ORDER BY id
        =1      | refused | no privilege | refused | INSERT INTO articles (author_id, title) VALUES ('alice', 'x')
        =1      | =0      | no privilege | =0      | UPDATE articles SET title = 'x' WHERE id = 1
        refused | =0      | no privilege | =0      | UPDATE articles SET author_id = 'bob' WHERE id = 1
        =1      | =0      | no privilege | =0      | DELETE FROM articles WHERE id = 1",
    unseen: &[],
};

const PUBLIC_WRITE: Pattern = Pattern {
    folder: "pattern-public-write",
    rows: "INSERT INTO feedbacks (id, text) VALUES (1, 'a')",
    callers: THREE,
    table: "
        alice        | bob          | anonymous    | nobody       |
        =1           | =1           | =1           | =1           | INSERT INTO feedbacks (text) VALUES ('x')
        no privilege | no privilege | no privilege | no privilege | INSERT INTO feedbacks (text) VALUES ('x') RETURNING id
        no privilege | no privilege | no privilege | no privilege | SELECT id FROM feedbacks
        no privilege | no privilege | no privilege | no privilege | DELETE FROM feedbacks",
    unseen: &[],
};

const DENY: Pattern = Pattern {
    folder: "pattern-deny",
    rows: "INSERT INTO rates VALUES ('EUR', 1), ('USD', 1.1)",
    callers: THREE,
    table: "
        alice        | bob          | anonymous    | nobody       |
        EUR USD      | EUR USD      | no privilege | EUR USD      | SELECT currency FROM rates ORDER BY currency
        no privilege | no privilege | no privilege | no privilege | INSERT INTO rates VALUES ('CHF', 1)
        no privilege | no privilege | no privilege | no privilege | UPDATE rates SET rate = 2
        no privilege | no privilege | no privilege | no privilege | DELETE FROM rates",
    unseen: &[
        ("crud-authenticated-policy-insert", "no privilege goes with a policy that is false"),
        ("crud-authenticated-policy-update", "no privilege goes with a policy that is false"),
        ("crud-authenticated-policy-delete", "no privilege goes with a policy that is false"),
    ],
};

const NO_POLICY: Pattern = Pattern {
    folder: "pattern-no-policy",
    rows: "INSERT INTO secrets VALUES ('a', 'b')",
    callers: THREE,
    table: "
        alice        | bob          | anonymous    | nobody       |
        no privilege | no privilege | no privilege | no privilege | SELECT name FROM secrets
        no privilege | no privilege | no privilege | no privilege | INSERT INTO secrets VALUES ('x', 'y')
        no privilege | no privilege | no privilege | no privilege | UPDATE secrets SET value = 'x'
        no privilege | no privilege | no privilege | no privilege | DELETE FROM secrets",
    unseen: &[],
};

const APPEND_ONLY: Pattern = Pattern {
    folder: "pattern-append-only",
    rows: "INSERT INTO events (id, user_id, what) VALUES (1, 'alice', 'a'), (2, 'bob', 'b')",
    callers: THREE,
    table: "
        alice        | bob          | anonymous    | nobody       |
        1            | 2            | no privilege | -            | SELECT id FROM events ORDER BY id
        alice        | refused      | no privilege | refused      | INSERT INTO events (user_id, what) VALUES ('alice', 'x') RETURNING user_id
        =1           | refused      | no privilege | refused      | INSERT INTO events (user_id, what) VALUES ('alice', 'x')
        no privilege | no privilege | no privilege | no privilege | UPDATE events SET what = 'x'
        no privilege | no privilege | no privilege | no privilege | INSERT INTO events (id, user_id, what) VALUES (1, 'alice', 'x') ON CONFLICT (id) DO UPDATE SET what = 'x'
        no privilege | no privilege | no privilege | no privilege | DELETE FROM events",
    unseen: &[],
};

const PUBLIC_FLAG: Pattern = Pattern {
    folder: "pattern-public-flag",
    rows: "INSERT INTO posts (id, user_id, is_public, status, deleted_at) VALUES
        (1, 'alice', true, 'published', NULL), (2, 'alice', false, 'published', NULL),
        (3, 'bob', true, 'draft', NULL), (4, 'bob', true, 'published', now()), (5, 'bob', false, 'draft', NULL)",
    callers: THREE,
    table: "
        alice   | bob     | anonymous    | nobody  |
        1 2 3 4 | 1 3 4 5 | 1            | 1 3 4   | SELECT id FROM posts ORDER BY id
        =1      | refused | no privilege | refused | INSERT INTO posts (user_id, is_public, status) VALUES ('alice', true, 'draft')
        =0      | =1      | no privilege | =0      | UPDATE posts SET status = 'published' WHERE id = 3
        =0      | refused | no privilege | =0      | UPDATE posts SET user_id = 'alice' WHERE id = 3
        =2      | =3      | no privilege | =0      | DELETE FROM posts",
    unseen: &[],
};

/// What is older than a day stays, also when its age is set in the same statement; and nobody sets it at all.
const EDIT_WINDOW: Pattern = Pattern {
    folder: "pattern-edit-window",
    rows: "INSERT INTO messages (id, user_id, text, created_at) VALUES
        (1, 'alice', 'new', now() - interval '23 hours'), (2, 'alice', 'old', now() - interval '25 hours'), (3, 'bob', 'c', now())",
    callers: THREE,
    table: "
        alice        | bob          | anonymous    | nobody       |
        1 2          | 3            | no privilege | -            | SELECT id FROM messages ORDER BY id
        =1           | refused      | no privilege | refused      | INSERT INTO messages (user_id, text) VALUES ('alice', 'x')
        =1           | =0           | no privilege | =0           | UPDATE messages SET text = 'x' WHERE id = 1
        =0           | =0           | no privilege | =0           | UPDATE messages SET text = 'x' WHERE id = 2
        no privilege | no privilege | no privilege | no privilege | UPDATE messages SET created_at = now() WHERE id = 2
        refused      | =1           | no privilege | =0           | UPDATE messages SET user_id = 'bob'
        no privilege | no privilege | no privilege | no privilege | DELETE FROM messages",
    unseen: &[],
};

const EDITOR: Pattern = Pattern {
    folder: "pattern-editor",
    rows: "INSERT INTO articles (id, author_id, title) VALUES (1, 'alice', 'a'), (2, 'bob', 'b')",
    callers: &[ALICE, BOB, ANONYMOUS, caller("chief", "chief_editor", r#"{"sub":"carol"}"#)],
    table: "
        alice   | bob     | anonymous    | chief | nobody  |
        1       | 2       | no privilege | 1 2   | -       | SELECT id FROM articles ORDER BY id
        =1      | refused | no privilege | =1    | refused | INSERT INTO articles (author_id, title) VALUES ('alice', 'x')
        =1      | =1      | no privilege | =2    | =0      | UPDATE articles SET title = 'x'
        refused | =0      | no privilege | =1    | =0      | UPDATE articles SET author_id = 'bob' WHERE id = 1
        refused | =1      | no privilege | =2    | =0      | UPDATE articles SET author_id = 'bob'
        =1      | =1      | no privilege | =2    | =0      | DELETE FROM articles",
    unseen: &[],
};
