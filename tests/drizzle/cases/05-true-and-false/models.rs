use pg_rls::Rls;

#[derive(Rls)]
#[rls(crud(role = "authenticated", read = true, modify = true))]
pub struct Whiteboard {
    #[rls(primary_key)]
    pub id: i32,
    pub drawing: Option<String>,
}

#[derive(Rls)]
#[rls(crud(role = "anonymous", read = false, modify = false))]
pub struct SealedRecord {
    #[rls(primary_key)]
    pub id: i32,
    pub body: Option<String>,
}

#[derive(Rls)]
#[rls(crud(role = "anonymous", read = false, modify = true))]
#[rls(crud(role = "authenticated", read = true, modify = false))]
pub struct Suggestion {
    #[rls(primary_key)]
    pub id: i32,
    pub body: Option<String>,
}
