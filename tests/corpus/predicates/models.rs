use pg_rls::Rls;

#[derive(Rls)]
#[rls(policy(name = "1", for = "select", using = true))]
#[rls(policy(name = "2", for = "select", using = false))]
#[rls(policy(name = "3", for = "select", using = !"a"))]
#[rls(policy(name = "4", for = "select", using = "a" && "b" || owner("user_id")))]
#[rls(policy(name = "5", for = "select", using = ("a" || "b") && (owner("user_id") || !owner("other_id"))))]
#[rls(policy(name = "6", for = "select", using = !(owner("user_id") && ("a" && "b"))))]
#[rls(policy(name = "7", for = "select", using = "a OR b" && owner("user_id") && true))]
#[rls(policy(name = "8", for = "select", using = sql("a /* not ) a ' bracket */ OR b")))]
#[rls(policy(name = "9", for = "insert", with_check = owner("user_id") || owner("key")))]
pub struct Row {
    pub a: bool,
    pub b: bool,
    pub user_id: String,
    #[rls(type = "varchar(120)")]
    pub other_id: Option<String>,
    pub key: uuid::Uuid,
}
