use pg_rls::Rls;

#[derive(Rls)]
#[rls(crud(read = owner("usr_id") || mine() && "a = (b" || !onwer("id")))]
struct Todo {
    id: i64,
    user_id: String,
}

fn main() {}
