use pg_rls::Rls;

#[derive(Rls)]
#[rls(rename_all = "snake_case")]
pub enum TaskState {
    Open,
    InProgress,
    #[rls(rename = "won't do")]
    WontDo,
}

#[derive(Rls)]
#[rls(crud(role = "authenticated", read = true, modify = owner("created_by")))]
#[rls(index("labels", using = "gin", name = "projects_labels_gin"))]
pub struct Project {
    #[rls(primary_key, identity)]
    pub id: i64,
    #[rls(default = "auth.user_id()")]
    pub created_by: String,
    #[rls(type = "varchar(120)")]
    pub name: String,
    #[rls(default = "'{}'::text[]")]
    pub labels: Vec<String>,
    #[rls(default = "'{\"theme\": \"plain\"}'::jsonb")]
    pub settings: serde_json::Value,
    pub logo: Option<Vec<u8>>,
}

#[derive(Rls)]
#[rls(primary_key("project_id", "user_id"))]
#[rls(crud(role = "authenticated", read = owner("user_id")))]
pub struct ProjectMember {
    #[rls(references("projects(id)", on_delete = "cascade", on_update = "restrict"))]
    pub project_id: i64,
    #[rls(default = none)]
    pub user_id: String,
    #[rls(default = "'reader'")]
    pub role: String,
}

#[derive(Rls)]
#[rls(owner = "user_id", role = "authenticated")]
#[rls(foreign_key(
    "project_id",
    "user_id",
    references = "project_members(project_id, user_id)",
    on_delete = "cascade"
))]
#[rls(check(name = "tasks_cost_not_negative", "cost >= 0"))]
#[rls(unique("project_id", "title"))]
#[rls(index("project_id", "due_on", where = "state = 'open'", name = "tasks_open"))]
#[rls(index("user_id", "title_lower", unique, name = "tasks_user_title"))]
pub struct Task {
    #[rls(primary_key)]
    pub id: i32,
    pub project_id: i64,
    #[rls(default = none)]
    pub user_id: String,
    #[rls(default = "'open'")]
    pub state: TaskState,
    pub history: Option<Vec<TaskState>>,
    pub title: String,
    #[rls(generated = "lower(title)")]
    pub title_lower: Option<String>,
    #[rls(type = "numeric(12, 2)", default = 0)]
    pub cost: rust_decimal::Decimal,
    pub rate: Option<rust_decimal::Decimal>,
    #[rls(default = 1)]
    pub priority: i16,
    pub weight: Option<f32>,
    pub score: Option<f64>,
    #[rls(default = true)]
    pub billable: bool,
    pub points: Option<Vec<i32>>,
    pub due_on: Option<chrono::NaiveDate>,
    pub due_at: Option<chrono::NaiveTime>,
    pub seen_at: Option<chrono::NaiveDateTime>,
    #[rls(default = "'it''s new'")]
    pub note: Option<String>,
    pub address: Option<std::net::IpAddr>,
}
