#[derive(Rls)]
#[rls(crud(role = "authenticated", read = "EXISTS (SELECT FROM elsewhere e WHERE e.whatever = 1 AND other > 0)"))]
struct Note {
    #[rls(primary_key, identity)]
    id: i64,
}
