use pg_rls::Rls;

#[derive(Rls)]
#[rls(crud(read = blob == "x"))]
struct Todo {
    id: i64,
    user_id: String,
    author: uuid::Uuid,
    title: Option<String>,
    is_public: bool,
    votes: i16,
    score: f64,
    day: NaiveDate,
    local: NaiveDateTime,
    created_at: DateTime<Utc>,
    time: NaiveTime,
    address: IpAddr,
    tags: Vec<String>,
    meta: Value,
    blob: Vec<u8>,
}

fn main() {}
