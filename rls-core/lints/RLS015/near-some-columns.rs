#[derive(Rls)]
#[rls(crud(
    role = "authenticated",
    read = "project_id = ANY (ARRAY(SELECT id FROM projects WHERE user_id = (SELECT auth.user_id())))"
))]
struct Task {
    #[rls(primary_key, identity)]
    id: i64,
    #[rls(index)]
    project_id: i64,
}

/// A privilege on the columns that are read is enough.
#[derive(Rls)]
#[rls(crud(role = "authenticated", read = owner("user_id")), grants = "none")]
#[rls(grant("select(id, user_id)", to = "authenticated"))]
struct Project {
    #[rls(primary_key, identity)]
    id: i64,
    user_id: String,
    secret: String,
}
