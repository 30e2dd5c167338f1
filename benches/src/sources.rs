//! Which models does a bench of thousands of tables read?

use std::{collections::BTreeMap, path::PathBuf};

const POLICIES: [&str; 8] = [
    "owner = \"user_id\"",
    "crud(read = is_public || user_id == user_id(), modify = user_id == user_id())",
    "crud(read = tenant(\"org_id\"), modify = tenant(\"org_id\"))",
    "crud(read = member(\"team_id\", of = \"{members}\", key = \"team_id\", user = \"user_id\"), modify = user_id == user_id())",
    "crud(read = member(\"team_id\", of = \"{members}\", key = \"team_id\", user = \"user_id\", when = role == \"admin\"), modify = false)",
    "crud(read = parent(\"parent_id\", of = \"{parent}(id)\", user_id == user_id()), modify = user_id == user_id())",
    "crud(read = \"is_public OR user_id = (SELECT auth.user_id())\", modify = user_id == user_id())",
    "crud(read = user_id == user_id(), modify = user_id == user_id()), policy(name = \"guard\", restrictive, using = claim(\"aal\") == \"aal2\")",
];

/// Source text of tables of the usual patterns in turn, and a table of members for each ten of them, in files of fifty.
pub fn sources(tables: usize) -> BTreeMap<PathBuf, String> {
    let mut files: BTreeMap<PathBuf, String> = BTreeMap::new();
    for number in 0..tables {
        let file = files.entry(PathBuf::from(format!("models/m{:05}.rs", number / 50))).or_default();
        let ten = number / 10 * 10;
        if number % 10 == 9 {
            *file += &format!(
                "#[derive(Rls)]\n#[rls(table = \"members{ten}\", owner = \"user_id\", primary_key(\"team_id\", \"user_id\"))]\n\
                 pub struct Members{ten} {{\n    pub team_id: i64,\n    pub user_id: String,\n    pub role: String,\n}}\n\n"
            );
            continue;
        }
        let members = if tables > ten + 9 { format!("members{ten}") } else { format!("members{}", ten - 10) };
        let policies = POLICIES[number % POLICIES.len()]
            .replace("{members}", &members)
            .replace("{parent}", &format!("things{ten}"));
        *file += &format!(
            "#[derive(Rls)]\n#[rls(table = \"things{number}\", {policies})]\npub struct Thing{number} {{\n    \
             #[rls(primary_key, identity)]\n    pub id: i64,\n    pub user_id: String,\n    pub org_id: uuid::Uuid,\n    \
             pub team_id: i64,\n    pub parent_id: i64,\n    pub is_public: bool,\n    pub title: String,\n    \
             pub created_at: chrono::DateTime<chrono::Utc>,\n}}\n\n"
        );
    }
    files
}
