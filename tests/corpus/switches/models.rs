use pg_rls::Rls;

/// Row security on, no policy: nobody but its owner.
#[derive(Rls)]
pub struct Secret {
    #[rls(primary_key)]
    pub id: i64,
}

/// A `crud` without halves makes no policy, and the table is no more open for it.
#[derive(Rls)]
#[rls(crud(role = "authenticated"))]
pub struct Silent {
    #[rls(primary_key)]
    pub id: i64,
}

/// For its owner too.
#[derive(Rls)]
#[rls(force, owner = "user_id")]
pub struct Vault {
    pub user_id: String,
}

/// Without row security, on purpose.
#[derive(Rls)]
#[rls(rls = false, grant("select", to = "public"))]
pub struct Country {
    #[rls(primary_key)]
    pub code: String,
}

#[derive(Rls)]
#[rls(rls = true, renamed_from = "app.old_things", comment = none)]
pub struct Thing {
    #[rls(renamed_from = "label", backfill = "'nameless'")]
    pub name: String,
}
