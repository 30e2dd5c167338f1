use pg_rls::Rls;

/// Read and added to, never changed.
#[derive(Rls)]
#[rls(crud(role = "authenticated", read = owner("user_id"), insert = owner("user_id")))]
pub struct AuditEvent {
    #[rls(primary_key, identity = "always")]
    pub id: i64,
    pub user_id: String,
    pub what: String,
}

/// Read by all, changed by nobody, in so many words.
#[derive(Rls)]
#[rls(crud(role = ["anonymous", "authenticated"], read = true, modify = false))]
pub struct Currency {
    #[rls(primary_key)]
    pub code: String,
}

/// Each command in its own way.
#[derive(Rls)]
#[rls(crud(
    role = "authenticated",
    read = true,
    modify = owner("user_id"),
    insert = true,
    update = owner("user_id") && "NOT locked",
    delete = false
))]
pub struct Comment {
    #[rls(primary_key, identity)]
    pub id: i64,
    pub user_id: String,
    #[rls(default = false)]
    pub locked: bool,
}
