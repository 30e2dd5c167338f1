use pg_rls::Rls;

/// The organisation of Stytch's B2B tokens, under a claim that is a URL.
#[derive(Rls)]
#[rls(crud(
    read = organization_id == claim("https://stytch.com/organization", "organization_id"),
    modify = organization_id == claim("https://stytch.com/organization", "organization_id")
))]
pub struct Project {
    #[rls(primary_key, identity)]
    pub id: i64,
    pub organization_id: String,
}

/// The organisation of Clerk's tokens and of Neon Auth's, and the role in it.
#[derive(Rls)]
#[rls(crud(
    read = tenant("organization_id", claim = claim("o", "id")),
    modify = tenant("organization_id", claim = claim("o", "id")) && claim("o", "rol") == "admin"
))]
pub struct Task {
    #[rls(primary_key, identity)]
    pub id: i64,
    pub organization_id: String,
}
