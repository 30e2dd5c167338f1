use pg_rls::Rls;

#[derive(Rls)]
#[rls(table = "Reading List", rename_all = "camelCase")]
#[rls(owner = "added_by", role = "authenticated")]
#[rls(crud(role = ["night-shift", "authenticated"], read = "\"isShared\""))]
#[rls(policy(
    name = "Nobody deletes the first; that's final",
    restrictive,
    for = "delete",
    to = "night-shift",
    using = "\"order\" > 1 and \"größe\" is not null"
))]
pub struct ReadingListEntry {
    #[rls(primary_key)]
    pub id: i32,
    pub added_by: String,
    #[rls(default = false)]
    pub is_shared: bool,
    #[rls(column = "order")]
    pub position: i32,
    #[rls(column = "Due Date")]
    pub due: Option<chrono::NaiveDate>,
    #[rls(column = "größe")]
    pub size: Option<i32>,
}

// a keyword for the table's name
#[derive(Rls)]
#[rls(table = "user")]
#[rls(crud(role = "authenticated", read = "\"group\" = 'open'", modify = false))]
pub struct User {
    #[rls(primary_key)]
    pub id: i32,
    pub group: Option<String>,
}
