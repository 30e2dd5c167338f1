use pg_rls::Rls;

#[derive(Rls)]
#[rls(crud(read = member("id", off = "t", key = "k", user = "u")))]
struct Todo {
    id: i64,
    user_id: String,
    title: Option<String>,
    is_public: bool,
    votes: i16,
    created_at: DateTime<Utc>,
}

fn main() {}
