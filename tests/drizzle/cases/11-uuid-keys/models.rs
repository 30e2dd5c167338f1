use pg_rls::Rls;

#[derive(Rls)]
#[rls(owner = "owner_id", role = "authenticated")]
pub struct Folder {
    #[rls(primary_key, default = "gen_random_uuid()")]
    pub id: uuid::Uuid,
    pub owner_id: String,
    pub title: String,
    pub parent_id: Option<uuid::Uuid>,
}

#[derive(Rls)]
#[rls(owner = "owner_id", role = "authenticated")]
pub struct File {
    #[rls(primary_key, default = "gen_random_uuid()")]
    pub id: uuid::Uuid,
    #[rls(references("folders(id)", on_delete = "cascade"), index)]
    pub folder_id: uuid::Uuid,
    pub owner_id: String,
    #[rls(unique, default = "gen_random_uuid()")]
    pub share_key: Option<uuid::Uuid>,
}
