//! Teams: a note is its team's, and the team's members read and write it. Who is a member is a table of its own,
//! which nobody changes by way of the API.
//!
//! The membership is a string of SQL, in the form that Postgres answers once a statement: `= ANY (ARRAY(SELECT …))`.
//!
//! `cargo run --example tenants`
#![allow(missing_docs, reason = "an example explains itself above")]

use pg_rls::Rls;

#[derive(Rls)]
#[rls(crud(
    role = "authenticated",
    read = "id = ANY (ARRAY(SELECT m.team_id FROM memberships m WHERE m.user_id = (SELECT auth.user_id())))"
))]
pub struct Team {
    #[rls(primary_key, identity)]
    pub id: i64,
    pub name: String,
}

/// Who is in which team. A caller sees their own.
#[derive(Rls)]
#[rls(primary_key("user_id", "team_id"))]
#[rls(crud(role = "authenticated", read = owner("user_id"), modify = false))]
pub struct Membership {
    pub user_id: String,
    #[rls(index, references("teams(id)", on_delete = "cascade"))]
    pub team_id: i64,
}

#[derive(Rls)]
#[rls(crud(
    role = "authenticated",
    read = "team_id = ANY (ARRAY(SELECT m.team_id FROM memberships m WHERE m.user_id = (SELECT auth.user_id())))",
    modify = "team_id = ANY (ARRAY(SELECT m.team_id FROM memberships m WHERE m.user_id = (SELECT auth.user_id())))"
))]
pub struct Note {
    #[rls(primary_key, identity)]
    pub id: i64,
    #[rls(index, references("teams(id)", on_delete = "cascade"))]
    pub team_id: i64,
    pub text: String,
}

fn main() {
    print!("{}", pg_rls::schema![Team, Membership, Note].sql());
}
