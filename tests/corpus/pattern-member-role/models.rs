use pg_rls::Rls;

#[derive(Rls)]
pub enum MemberRole {
    Reader,
    Editor,
    Owner,
}

/// Who is a member reads, an editor or owner writes, an owner deletes. A caller reads their own memberships, so their
/// own sub-select finds them.
#[derive(Rls)]
#[rls(crud(
    read = member("org_id", of = "memberships", key = "org_id", user = "user_id"),
    modify = member("org_id", of = "memberships", key = "org_id", user = "user_id",
        when = role.is_in([MemberRole::Editor, MemberRole::Owner])),
    delete = member("org_id", of = "memberships", key = "org_id", user = "user_id", when = role == MemberRole::Owner)
))]
pub struct Document {
    #[rls(primary_key, identity)]
    pub id: i64,
    pub org_id: uuid::Uuid,
    pub title: String,
}

#[derive(Rls)]
#[rls(primary_key("org_id", "user_id"))]
#[rls(crud(read = owner("user_id")))]
pub struct Membership {
    pub org_id: uuid::Uuid,
    pub user_id: String,
    pub role: MemberRole,
}
