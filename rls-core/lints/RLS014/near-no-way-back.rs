/// Read by the members' own policy, which asks nothing of the teams.
#[derive(Rls)]
#[rls(crud(
    role = "authenticated",
    read = "id = ANY (ARRAY(SELECT team_id FROM memberships WHERE user_id = (SELECT auth.user_id())))"
))]
struct Team {
    #[rls(primary_key, identity)]
    id: i64,
}

#[derive(Rls)]
#[rls(owner = "user_id", primary_key("team_id", "user_id"))]
struct Membership {
    team_id: i64,
    user_id: String,
}

/// It reads its own table, whose policy for SELECT has no sub-select: Postgres takes that.
#[derive(Rls)]
#[rls(crud(role = "authenticated", read = true))]
#[rls(policy(
    name = "known parents",
    for = "insert",
    to = "authenticated",
    with_check = "parent_id = ANY (ARRAY(SELECT id FROM nodes WHERE open)) AND user_id = (SELECT auth.user_id())"
))]
struct Node {
    #[rls(primary_key, identity)]
    id: i64,
    user_id: String,
    parent_id: i64,
    open: bool,
}
