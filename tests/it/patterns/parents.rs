//! Patterns over the row that a row hangs on, and over what only SQL says.

use super::{Caller, Pattern, anonymous, caller};

pub(super) const ALL: &[&Pattern] = &[&PARENT, &STORAGE];

const ALICE: Caller = caller("alice", "authenticated", r#"{"sub":"alice"}"#);
const BOB: Caller = caller("bob", "authenticated", r#"{"sub":"bob"}"#);

/// Notes 1 and 2 are Alice's, of which 2 is closed; 3 is Bob's.
const PARENT: Pattern = Pattern {
    folder: "pattern-parent",
    rows: "INSERT INTO notes (id, user_id, closed) VALUES (1, 'alice', false), (2, 'alice', true), (3, 'bob', false);
        INSERT INTO comments (id, note_id, text) VALUES (1, 1, 'a'), (2, 2, 'b'), (3, 3, 'c')",
    callers: &[ALICE, BOB, anonymous("anonymous")],
    table: "
        alice   | bob     | anonymous    | nobody  |
        1 2     | 3       | no privilege | -       | SELECT id FROM comments ORDER BY id
        =1      | refused | no privilege | refused | INSERT INTO comments (note_id, text) VALUES (1, 'x')
        1       | refused | no privilege | refused | INSERT INTO comments (note_id, text) VALUES (1, 'x') RETURNING note_id
        refused | refused | no privilege | refused | INSERT INTO comments (note_id, text) VALUES (2, 'x')
        refused | refused | no privilege | refused | INSERT INTO comments (note_id, text) VALUES (9, 'x')
        =1      | =1      | no privilege | =0      | UPDATE comments SET text = 'x'
        refused | =0      | no privilege | =0      | UPDATE comments SET note_id = 3 WHERE id = 1
        refused | =0      | no privilege | =0      | UPDATE comments SET note_id = 2 WHERE id = 1
        =1      | =1      | no privilege | =0      | DELETE FROM comments
        =1      | refused | no privilege | refused | INSERT INTO comments (id, note_id, text) VALUES (1, 1, 'x') ON CONFLICT (id) DO UPDATE SET text = 'x'
        refused | refused | no privilege | refused | INSERT INTO comments (id, note_id, text) VALUES (2, 1, 'x') ON CONFLICT (id) DO UPDATE SET text = 'x'
        1 2     | 3       | no privilege | -       | SELECT id FROM notes ORDER BY id
        =1      | refused | no privilege | refused | INSERT INTO notes (user_id) VALUES ('alice')
        =2      | =1      | no privilege | =0      | UPDATE notes SET closed = true
        refused | =1      | no privilege | =0      | UPDATE notes SET user_id = 'bob'
        # with the note go its comments, whatever their policies say
        =1      | =0      | no privilege | =0      | DELETE FROM notes WHERE id = 2
        =2      | =1      | no privilege | =0      | DELETE FROM notes",
    unseen: &[],
};

const STORAGE: Pattern = Pattern {
    folder: "pattern-storage",
    rows: "INSERT INTO objects (id, bucket_id, name) VALUES (1, 'avatars', 'alice/me.png'), (2, 'avatars', 'bob/me.png'), (3, 'private', 'alice/me.png'), (4, 'avatars', 'alicette/me.png')",
    callers: &[ALICE, BOB, anonymous("anon")],
    table: "
        alice   | bob     | anonymous    | nobody  |
        1       | 2       | no privilege | -       | SELECT id FROM objects ORDER BY id
        =1      | refused | no privilege | refused | INSERT INTO objects (bucket_id, name) VALUES ('avatars', 'alice/x.png')
        refused | refused | no privilege | refused | INSERT INTO objects (bucket_id, name) VALUES ('private', 'alice/x.png')
        refused | refused | no privilege | refused | INSERT INTO objects (bucket_id, name) VALUES ('avatars', 'x.png')
        refused | =0      | no privilege | =0      | UPDATE objects SET name = 'bob/me.png' WHERE id = 1
        refused | =1      | no privilege | =0      | UPDATE objects SET name = 'bob/me.png'
        =1      | =1      | no privilege | =0      | UPDATE objects SET bucket_id = 'avatars'
        =1      | =1      | no privilege | =0      | DELETE FROM objects",
    unseen: &[],
};
