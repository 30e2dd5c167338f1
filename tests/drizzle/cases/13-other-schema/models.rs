use pg_rls::Rls;

#[derive(Rls)]
#[rls(schema = "back_office")]
pub enum Visibility {
    Private,
    Shared,
}

#[derive(Rls)]
#[rls(crud(role = "authenticated", read = true, modify = false))]
pub struct Region {
    #[rls(primary_key)]
    pub id: i32,
}

#[derive(Rls)]
#[rls(schema = "back_office")]
#[rls(owner = "clerk_id", role = "authenticated")]
pub struct Binder {
    #[rls(primary_key)]
    pub id: i32,
    pub clerk_id: String,
    #[rls(references = "regions(id)")]
    pub region_id: Option<i32>,
    #[rls(default = "'private'")]
    pub visibility: Visibility,
}

#[derive(Rls)]
#[rls(schema = "back_office")]
#[rls(crud(role = "authenticated", read = "body <> ''"))]
pub struct Page {
    #[rls(primary_key)]
    pub id: i32,
    #[rls(references("back_office.binders(id)", on_delete = "cascade"))]
    pub binder_id: i32,
    pub body: String,
}
