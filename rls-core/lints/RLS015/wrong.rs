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

#[derive(Rls)]
struct Project {
    #[rls(primary_key, identity)]
    id: i64,
    #[rls(index)]
    user_id: String,
}
