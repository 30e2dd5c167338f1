//! The example `tenants`: every table and every command of it, by whoever may come.

use super::{Pattern, anonymous, caller};

pub(super) const ALL: &[&Pattern] = &[&TENANTS];

/// Alice administers team 1, Bob edits there, Rita reads; Carol administers team 2. Dave is invited to team 1, Bob to
/// team 2. Carol wrote a comment under the public note of team 1, before anybody asked.
const TENANTS: Pattern = Pattern {
    folder: "tenants.rs",
    rows: "INSERT INTO teams (id, name) VALUES (1, 'one'), (2, 'two');
        INSERT INTO memberships (user_id, team_id, role) VALUES ('alice', 1, 'admin'), ('bob', 1, 'editor'), ('rita', 1, 'reader'), ('carol', 2, 'admin');
        INSERT INTO invitations (id, team_id, email, role) VALUES (1, 1, 'dave@example.com', 'reader'), (2, 2, 'bob@example.com', 'admin');
        INSERT INTO notes (id, team_id, author_id, is_public, text) VALUES (1, 1, 'bob', false, 'a'), (2, 1, 'alice', true, 'b'), (3, 2, 'carol', false, 'c');
        INSERT INTO comments (id, note_id, author_id, text) VALUES (1, 1, 'rita', 'a'), (2, 2, 'carol', 'b'), (3, 3, 'carol', 'c')",
    callers: &[
        caller("alice", "authenticated", r#"{"sub":"alice"}"#),
        caller("bob", "authenticated", r#"{"sub":"bob","email":"bob@example.com"}"#),
        caller("rita", "authenticated", r#"{"sub":"rita"}"#),
        caller("carol", "authenticated", r#"{"sub":"carol"}"#),
        caller("dave", "authenticated", r#"{"sub":"dave","email":"dave@example.com"}"#),
        anonymous("anonymous"),
    ],
    table: "
        alice          | bob            | rita           | carol        | dave         | anonymous    | nobody       |
        1              | 1              | 1              | 2            | -            | no privilege | -            | SELECT id FROM teams ORDER BY id
        no privilege   | no privilege   | no privilege   | no privilege | no privilege | no privilege | no privilege | INSERT INTO teams (name) VALUES ('x')
        =1             | =0             | =0             | =1           | =0           | no privilege | =0           | UPDATE teams SET name = 'x'
        refused        | =0             | =0             | refused      | =0           | no privilege | =0           | UPDATE teams SET id = 3
        no privilege   | no privilege   | no privilege   | no privilege | no privilege | no privilege | no privilege | DELETE FROM teams

        alice bob rita | alice bob rita | alice bob rita | carol        | -            | no privilege | -            | SELECT user_id FROM memberships ORDER BY user_id
        =1             | refused        | refused        | refused      | refused      | no privilege | refused      | INSERT INTO memberships VALUES ('dave', 1, 'reader')
        refused        | refused        | refused        | =1           | refused      | no privilege | refused      | INSERT INTO memberships VALUES ('bob', 2, 'admin')
        =3             | =0             | =0             | =1           | =0           | no privilege | =0           | UPDATE memberships SET role = 'editor'
        refused        | =0             | =0             | =0           | =0           | no privilege | =0           | UPDATE memberships SET team_id = 2 WHERE user_id = 'rita'
        refused        | =0             | =0             | =1           | =0           | no privilege | =0           | UPDATE memberships SET team_id = 2
        =3             | =1             | =1             | =1           | =0           | no privilege | =0           | DELETE FROM memberships

        1              | 2              | -              | 2            | 1            | no privilege | -            | SELECT id FROM invitations ORDER BY id
        =1             | refused        | refused        | refused      | refused      | no privilege | refused      | INSERT INTO invitations (team_id, email, role) VALUES (1, 'x', 'admin')
        =1             | =0             | =0             | =1           | =0           | no privilege | =0           | UPDATE invitations SET role = 'admin'
        refused        | =0             | =0             | =1           | =0           | no privilege | =0           | UPDATE invitations SET team_id = 2
        =1             | =0             | =0             | =1           | =0           | no privilege | =0           | DELETE FROM invitations

        1 2            | 1 2            | 1 2            | 2 3          | 2            | no privilege | 2            | SELECT id FROM notes ORDER BY id
        =1             | =1             | refused        | refused      | refused      | no privilege | refused      | INSERT INTO notes (team_id, text) VALUES (1, 'x')
        =1             | refused        | refused        | refused      | refused      | no privilege | refused      | INSERT INTO notes (team_id, author_id, text) VALUES (1, 'alice', 'x')
        =1             | =1             | =0             | =1           | =0           | no privilege | =0           | UPDATE notes SET text = 'x'
        refused        | refused        | =0             | =1           | =0           | no privilege | =0           | UPDATE notes SET team_id = 2
        refused        | =1             | =0             | refused      | =0           | no privilege | =0           | UPDATE notes SET author_id = 'bob'
        =1             | =1             | =0             | =1           | =0           | no privilege | =0           | DELETE FROM notes

        1 2            | 1 2            | 1 2            | 2 3          | 2            | no privilege | 2            | SELECT id FROM comments ORDER BY id
        =1             | =1             | =1             | refused      | refused      | no privilege | refused      | INSERT INTO comments (note_id, text) VALUES (1, 'x')
        =1             | =1             | =1             | refused      | refused      | no privilege | refused      | INSERT INTO comments (note_id, text) VALUES (2, 'x')
        refused        | refused        | =1             | refused      | refused      | no privilege | refused      | INSERT INTO comments (note_id, author_id, text) VALUES (1, 'rita', 'x')
        =0             | =0             | =1             | =1           | =0           | no privilege | =0           | UPDATE comments SET text = 'x'
        =0             | =0             | refused        | =1           | =0           | no privilege | =0           | UPDATE comments SET note_id = 3
        =0             | =0             | refused        | refused      | =0           | no privilege | =0           | UPDATE comments SET author_id = 'bob'
        =0             | =0             | =1             | =1           | =0           | no privilege | =0           | DELETE FROM comments",
    unseen: &[],
};
