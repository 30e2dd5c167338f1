use pg_rls::Rls;

#[derive(Rls)]
#[rls(crud(role = ["authenticated", "anonymous"], read = true, modify = owner("posted_by")))]
#[rls(crud(role = ["lobby_kiosk", "authenticated", "anonymous"], read = "on_wall"))]
pub struct Announcement {
    #[rls(primary_key)]
    pub id: i32,
    #[rls(default = "auth.user_id()")]
    pub posted_by: String,
    pub body: String,
    #[rls(default = false)]
    pub on_wall: bool,
}
