use pg_rls::Rls;

#[derive(Rls)]
#[rls(
    owner = "usr_id",
    role = ["authenticated", "authenticated"],
    policy(name = "", for = "selct", using = 5),
    index("userid"),
    unique("id", "user"),
    grant("all", to = "public")
)]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
