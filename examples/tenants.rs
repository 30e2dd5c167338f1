//! Teams: who is in a team sees it and its notes, who edits writes notes, who administers says who is in. Comments hang
//! on notes, and an invitation is shown to whom it was sent.
//!
//! Not one line of SQL: `member` and `parent` say whose rows they are. Where the caller's own look at the memberships would
//! come back to the memberships' own policy, a function in a private schema looks; `cargo run --example tenants`
//! prints it all.
#![allow(missing_docs, reason = "an example explains itself above")]

use pg_rls::Rls;

/// What a member of a team may do.
#[derive(Rls)]
pub enum TeamRole {
    Reader,
    Editor,
    Admin,
}

/// A team. Its members see it, its admins rename it.
#[derive(Rls)]
#[rls(crud(
    read = member("id", of = "memberships", key = "team_id", user = "user_id"),
    update = member("id", of = "memberships", key = "team_id", user = "user_id", when = role == TeamRole::Admin)
))]
pub struct Team {
    #[rls(primary_key, identity)]
    pub id: i64,
    pub name: String,
}

/// Who is in which team. Members see each other, admins bring in and send away, and everyone may leave.
#[derive(Rls)]
#[rls(primary_key("user_id", "team_id"))]
#[rls(crud(
    read = member("team_id", of = "memberships", key = "team_id", user = "user_id"),
    modify = member("team_id", of = "memberships", key = "team_id", user = "user_id", when = role == TeamRole::Admin),
    delete = owner("user_id")
        || member("team_id", of = "memberships", key = "team_id", user = "user_id", when = role == TeamRole::Admin)
))]
pub struct Membership {
    pub user_id: String,
    #[rls(index, references("teams(id)", on_delete = "cascade"))]
    pub team_id: i64,
    pub role: TeamRole,
}

/// An invitation, by mail. Whoever has the address, as the token says, sees it; the team's admins write it.
#[derive(Rls)]
#[rls(crud(
    read = email == claim("email")
        || member("team_id", of = "memberships", key = "team_id", user = "user_id", when = role == TeamRole::Admin),
    modify = member("team_id", of = "memberships", key = "team_id", user = "user_id", when = role == TeamRole::Admin)
))]
pub struct Invitation {
    #[rls(primary_key, identity)]
    pub id: i64,
    #[rls(references("teams(id)", on_delete = "cascade"))]
    pub team_id: i64,
    pub email: String,
    pub role: TeamRole,
}

/// A note. The team reads it, and everyone once it is public; who edits in the team writes their own.
#[derive(Rls)]
#[rls(
    owner = "author_id",
    read = is_public || member("team_id", of = "memberships", key = "team_id", user = "user_id"),
    modify = owner("author_id")
        && member("team_id", of = "memberships", key = "team_id", user = "user_id",
            when = role.is_in([TeamRole::Editor, TeamRole::Admin]))
)]
pub struct Note {
    #[rls(primary_key, identity)]
    pub id: i64,
    #[rls(references("teams(id)", on_delete = "cascade"))]
    pub team_id: i64,
    pub author_id: String,
    #[rls(index, default = false)]
    pub is_public: bool,
    pub text: String,
}

/// A comment. Who reads the note reads it; members write their own under their team's notes.
#[derive(Rls)]
#[rls(
    owner = "author_id",
    read = parent("note_id", of = "notes",
        is_public || member("team_id", of = "memberships", key = "team_id", user = "user_id")),
    modify = owner("author_id")
        && parent("note_id", of = "notes", member("team_id", of = "memberships", key = "team_id", user = "user_id"))
)]
pub struct Comment {
    #[rls(primary_key, identity)]
    pub id: i64,
    #[rls(references("notes(id)", on_delete = "cascade"))]
    pub note_id: i64,
    pub author_id: String,
    pub text: String,
}

fn main() {
    print!("{}", pg_rls::schema![Team, Membership, Invitation, Note, Comment].sql());
}
