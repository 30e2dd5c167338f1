use pg_rls::Rls;

#[derive(Rls)]
#[rls(table = "drop_boxes")]
#[rls(crud(role = "authenticated", modify = true))]
pub struct DropBox {
    #[rls(primary_key)]
    pub id: i32,
}

#[derive(Rls)]
#[rls(crud(role = "authenticated", read = true))]
pub struct Notice {
    #[rls(primary_key)]
    pub id: i32,
}

// neither half: no crud at all. Row security is on all the same.
#[derive(Rls)]
pub struct Vault {
    #[rls(primary_key)]
    pub id: i32,
}

#[derive(Rls)]
#[rls(crud(role = "anonymous", read = owner("sender")))]
#[rls(crud(role = "authenticated", modify = owner("sender")))]
pub struct Letter {
    #[rls(primary_key)]
    pub id: i32,
    #[rls(default = "auth.user_id()")]
    pub sender: String,
}
