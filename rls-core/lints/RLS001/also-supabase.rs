/// No grant is written, and Supabase's default privileges give it to the roles of its API.
#[derive(Rls)]
#[rls(rls = false)]
struct Setting {
    #[rls(primary_key)]
    name: String,
}

/// A schema of its own is not among those.
#[derive(Rls)]
#[rls(rls = false, schema = "private")]
struct Job {
    #[rls(primary_key)]
    id: i64,
}
