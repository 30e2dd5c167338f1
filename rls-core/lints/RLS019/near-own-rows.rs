/// The policy's own index finds the caller's few rows, and the filter is over those.
#[derive(Rls)]
#[rls(owner = "user_id")]
struct Post {
    #[rls(primary_key, identity)]
    id: i64,
    user_id: String,
    #[rls(index)]
    state: State,
}

/// A policy that is always true is no barrier.
#[derive(Rls)]
#[rls(crud(role = "authenticated", read = true))]
struct Offer {
    #[rls(primary_key, identity)]
    id: i64,
    #[rls(index)]
    state: State,
}

#[derive(Rls)]
enum State {
    Draft,
    Ready,
}
