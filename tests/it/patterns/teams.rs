//! Patterns over what the caller is a member of.

use super::{Caller, Pattern, anonymous, caller};

pub(super) const ALL: &[&Pattern] = &[&MEMBER, &MEMBER_ROLE, &CO_MEMBERS];

const ALICE: Caller = caller("alice", "authenticated", r#"{"sub":"alice"}"#);
const BOB: Caller = caller("bob", "authenticated", r#"{"sub":"bob"}"#);
/// Was a member once.
const FORMER: Caller = caller("former", "authenticated", r#"{"sub":"fay"}"#);
const ANONYMOUS: Caller = anonymous("anonymous");

/// Alice is in teams 1 and 2, Bob in 2. Nobody sees who is.
pub(super) const MEMBER: Pattern = Pattern {
    folder: "pattern-member",
    rows: "INSERT INTO memberships VALUES (1, 'alice'), (2, 'alice'), (2, 'bob'), (1, 'fay');
        DELETE FROM memberships WHERE user_id = 'fay';
        INSERT INTO notes (id, team_id, text) VALUES (1, 1, 'a'), (2, 2, 'b'), (3, 3, 'c')",
    callers: &[ALICE, BOB, FORMER, ANONYMOUS],
    table: "
        alice        | bob          | former       | anonymous    | nobody       |
        1 2          | 2            | -            | no privilege | -            | SELECT id FROM notes ORDER BY id
        =1           | refused      | refused      | no privilege | refused      | INSERT INTO notes (team_id, text) VALUES (1, 'x')
        2            | 2            | refused      | no privilege | refused      | INSERT INTO notes (team_id, text) VALUES (2, 'x') RETURNING team_id
        =2           | =1           | =0           | no privilege | =0           | UPDATE notes SET text = 'x'
        # from one of her teams to another of hers; to nobody's
        =1           | =0           | =0           | no privilege | =0           | UPDATE notes SET team_id = 2 WHERE id = 1
        refused      | refused      | =0           | no privilege | =0           | UPDATE notes SET team_id = 3
        =2           | =1           | =0           | no privilege | =0           | DELETE FROM notes
        refused      | refused      | refused      | no privilege | refused      | INSERT INTO notes (id, team_id, text) VALUES (3, 2, 'x') ON CONFLICT (id) DO UPDATE SET text = 'x'
        no privilege | no privilege | no privilege | no privilege | no privilege | SELECT team_id FROM memberships
        no privilege | no privilege | no privilege | no privilege | no privilege | SELECT * FROM rls_private.memberships_team_id()",
    unseen: &[],
};

/// Of one organisation Alice is the owner, Bob edits, Rita reads; of the other Bob is the owner.
const MEMBER_ROLE: Pattern = Pattern {
    folder: "pattern-member-role",
    rows: "INSERT INTO memberships VALUES
            ('00000000-0000-0000-0000-000000000001', 'alice', 'owner'), ('00000000-0000-0000-0000-000000000001', 'bob', 'editor'),
            ('00000000-0000-0000-0000-000000000001', 'rita', 'reader'), ('00000000-0000-0000-0000-000000000002', 'bob', 'owner');
        INSERT INTO documents (id, org_id, title) VALUES (1, '00000000-0000-0000-0000-000000000001', 'a'), (2, '00000000-0000-0000-0000-000000000002', 'b')",
    callers: &[ALICE, BOB, caller("rita", "authenticated", r#"{"sub":"rita"}"#), FORMER, ANONYMOUS],
    table: "
        alice        | bob          | rita         | former       | anonymous    | nobody       |
        1            | 1 2          | 1            | -            | no privilege | -            | SELECT id FROM documents ORDER BY id
        =1           | =1           | refused      | refused      | no privilege | refused      | INSERT INTO documents (org_id, title) VALUES ('00000000-0000-0000-0000-000000000001', 'x')
        =1           | =2           | =0           | =0           | no privilege | =0           | UPDATE documents SET title = 'x'
        refused      | =1           | =0           | =0           | no privilege | =0           | UPDATE documents SET org_id = '00000000-0000-0000-0000-000000000002' WHERE id = 1
        refused      | =2           | =0           | =0           | no privilege | =0           | UPDATE documents SET org_id = '00000000-0000-0000-0000-000000000002'
        =1           | =1           | =0           | =0           | no privilege | =0           | DELETE FROM documents
        owner        | editor owner | reader       | -            | no privilege | -            | SELECT role FROM memberships ORDER BY role
        no privilege | no privilege | no privilege | no privilege | no privilege | no privilege | UPDATE memberships SET role = 'owner'",
    unseen: &[],
};

/// Team 1 is Alice's, who may bring others in, and Bob's; team 2 is Carol's.
pub(super) const CO_MEMBERS: Pattern = Pattern {
    folder: "pattern-co-members",
    rows: "INSERT INTO memberships VALUES (1, 'alice', 'admin'), (1, 'bob', 'member'), (2, 'carol', 'admin')",
    callers: &[ALICE, BOB, caller("carol", "authenticated", r#"{"sub":"carol"}"#), FORMER, ANONYMOUS],
    table: "
        alice        | bob          | carol        | former       | anonymous    | nobody       |
        alice bob    | alice bob    | carol        | -            | no privilege | -            | SELECT user_id FROM memberships ORDER BY user_id
        =1           | refused      | refused      | refused      | no privilege | refused      | INSERT INTO memberships VALUES (1, 'dave', 'member')
        # a stranger does not become a member by saying so
        =1           | refused      | refused      | refused      | no privilege | refused      | INSERT INTO memberships VALUES (1, 'fay', 'admin')
        =1           | =1           | =1           | =0           | no privilege | =0           | DELETE FROM memberships
        =0           | =1           | =0           | =0           | no privilege | =0           | DELETE FROM memberships WHERE user_id = 'bob'
        no privilege | no privilege | no privilege | no privilege | no privilege | no privilege | UPDATE memberships SET role = 'admin'",
    unseen: &[],
};
