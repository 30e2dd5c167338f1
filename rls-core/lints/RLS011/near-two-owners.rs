/// A task without an assignee is still its author's.
#[derive(Rls)]
#[rls(crud(role = "authenticated", read = owner("author") || owner("assignee"), modify = owner("author")))]
struct Task {
    #[rls(primary_key, identity)]
    id: i64,
    author: String,
    assignee: Option<String>,
}
