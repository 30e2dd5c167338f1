use pg_rls::Rls;

#[derive(Rls)]
#[rls(policy(name = "flag", for = "select", using = is_public))]
#[rls(policy(name = "not flag", for = "select", using = !archived))]
#[rls(policy(name = "owner or flag", for = "select", using = is_public || user_id == user_id()))]
#[rls(policy(name = "uuid owner", for = "select", using = user_id() == author))]
#[rls(policy(name = "not owner", for = "select", using = user_id != user_id()))]
#[rls(policy(name = "text", for = "select", using = title == "it's \\ \"quoted\""))]
#[rls(policy(name = "nullable text", for = "select", using = kind != "draft" && !(kind == "old")))]
#[rls(policy(name = "numbers", for = "select", using = votes >= -10 && 1000000 > votes && score < 0.5))]
#[rls(policy(name = "columns", for = "select", using = votes <= least))]
#[rls(policy(name = "variant", for = "select", using = status == Status::Published || self::Status::InReview == status))]
#[rls(policy(name = "enum's text", for = "select", using = status != "draft"))]
#[rls(policy(name = "in", for = "select", using = status.is_in([Status::Published, Status::InReview]) && !votes.is_in([1, 2, -3])))]
#[rls(policy(name = "null", for = "select", using = deleted_at.is_none() && kind.is_some()))]
#[rls(policy(name = "time", for = "select", using = created_at > now() - interval("24 hours") && created_at < now() + interval("1 year  2 days")))]
#[rls(policy(name = "constants", for = "select", using = created_at > "2024-02-29T00:00:00Z" && author != "6f1f2a3e-0000-4000-8000-000000000001"))]
#[rls(policy(name = "claim", for = "select", using = org_id == claim("org_id")))]
#[rls(policy(name = "claim's path", for = "select", using = kind == claim("https://stytch.com/organization", "it's \"a\" \\ path")))]
#[rls(policy(name = "claim and constants", for = "select", using = claim("role") == "admin" && claim("level") >= 3 && claim("active") == true && !claim("plan").is_in(["free", "trial"])))]
#[rls(policy(name = "tenant", for = "all", using = tenant("org_id"), with_check = tenant("org_id", claim = "o")))]
#[rls(policy(name = "tenant's path", for = "select", using = tenant("org_id", claim = claim("org", "id"))))]
#[rls(policy(name = "signed in", for = "select", using = user_id().is_some() && claim("email").is_some()))]
#[rls(policy(name = "id", for = "select", using = user_id() == "root" || user_id().is_in(["a", "b"]) || claim("sub") != user_id()))]
#[rls(policy(name = "exists", for = "select", using = exists("SELECT FROM pg_catalog.pg_class WHERE relname = 'articles'")))]
#[rls(policy(name = "sql", for = "select", using = "votes > 0 OR score > 0" && !sql("title = 'x'")))]
#[rls(policy(name = "member", for = "select", using = member("team_id", of = "members", key = "team_id", user = "user_id")))]
#[rls(policy(name = "member when", for = "select", using = is_public || member("team_id", of = "members", key = "team_id", user = "user_id", when = role == Role::Admin && !suspended)))]
#[rls(policy(name = "parent", for = "all", using = parent("note_id", of = "notes(id)", is_public || owner("user_id"))))]
#[rls(policy(name = "parent's parent", for = "select", using = !parent("note_id", of = "notes", parent("team_id", of = "teams", user_id() == owner_id))))]
#[rls(policy(name = "guard", restrictive, using = claim("aal") == "aal2"))]
pub struct Article {
    #[rls(primary_key, identity)]
    pub id: i64,
    pub user_id: String,
    pub author: uuid::Uuid,
    pub org_id: uuid::Uuid,
    pub team_id: i64,
    pub note_id: Option<i64>,
    pub is_public: bool,
    #[rls(column = "is_archived")]
    pub archived: Option<bool>,
    pub title: String,
    pub kind: Option<String>,
    pub votes: i32,
    pub least: Option<i64>,
    pub score: f64,
    pub status: Status,
    pub created_at: chrono::DateTime<chrono::Utc>,
    pub deleted_at: Option<chrono::DateTime<chrono::Utc>>,
}

#[derive(Rls)]
#[rls(rename_all = "kebab-case")]
pub enum Status {
    Draft,
    InReview,
    #[rls(rename = "out")]
    Published,
}

#[derive(Rls)]
pub enum Role {
    Admin,
    Guest,
}

#[derive(Rls)]
#[rls(owner = "user_id", primary_key("team_id", "user_id"))]
pub struct Member {
    pub team_id: i64,
    pub user_id: String,
    pub role: Role,
    pub suspended: bool,
}

#[derive(Rls)]
#[rls(owner = "user_id", read = is_public || owner("user_id"))]
pub struct Note {
    #[rls(primary_key, identity)]
    pub id: i64,
    pub user_id: String,
    pub team_id: i64,
    pub is_public: bool,
}

#[derive(Rls)]
#[rls(owner = "owner_id")]
pub struct Team {
    #[rls(primary_key, identity)]
    pub id: i64,
    pub owner_id: String,
}
