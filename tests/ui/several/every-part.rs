use pg_rls::Rls;

#[derive(Rls)]
#[rls(onwer = "user_id", table = 5)]
#[rls(crud(read = true, read = false, modify = is_public))]
struct Todo {
    #[rls(identity)]
    id: String,
    user_id: u64,
    #[rls(check = "char_length(task > 0")]
    task: String,
    #[rls(default = "draft")]
    status: String,
}

fn main() {}
