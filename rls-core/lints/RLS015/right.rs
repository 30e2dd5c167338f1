#[derive(Rls)]
#[rls(crud(role = "authenticated", read = parent("project_id", of = "projects(id)", owner("user_id"))))]
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
