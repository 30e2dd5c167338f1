use pg_rls::Rls;

/// Names that need their quotes.
#[derive(Rls)]
#[rls(table = "Odd \"Table\"", schema = "Odd Schema")]
#[rls(policy(name = "a \"quoted\" policy", to = "Odd Role", using = owner("user")))]
#[rls(index("select", name = "an index; or not"))]
#[rls(check(name = "it's \\ checked", "\"select\" <> '; DROP TABLE x'"))]
pub struct Odd {
    #[rls(primary_key, column = "Primary Key")]
    pub id: i64,
    pub user: String,
    pub select: String,
    pub r#type: Option<String>,
    #[rls(column = "größe €")]
    pub size: i32,
    #[rls(column = "column\"; DROP TABLE students; --")]
    pub bobby: Option<i32>,
    pub kind: OddKind,
}

#[derive(Rls)]
#[rls(type_name = "Odd \"Kind\"", schema = "Odd Schema", rename_all = "PascalCase")]
pub enum OddKind {
    Plain,
    #[rls(rename = "it's; \"odd\"")]
    Quoted,
    #[rls(rename = "back\\slash $$")]
    Slash,
}

/// 63 bytes are the most.
#[derive(Rls)]
#[rls(table = "a23456789_b23456789_c23456789_d23456789_e23456789_f23456789_g23")]
#[rls(owner = "a23456789_b23456789_c23456789_d23456789_e23456789_f23456789_h23")]
#[rls(policy(
    name = "é23456789_b23456789_c23456789_d23456789_e23456789_f23456789_p2",
    for = "select",
    using = "true"
))]
pub struct Long {
    #[rls(primary_key)]
    pub order: i64,
    pub a23456789_b23456789_c23456789_d23456789_e23456789_f23456789_h23: String,
    #[rls(unique, check = "a23456789_b23456789_c23456789_d23456789_e23456789_f23456789_i23 > 0")]
    #[rls(references = "a23456789_b23456789_c23456789_d23456789_e23456789_f23456789_g23(\"order\")")]
    pub a23456789_b23456789_c23456789_d23456789_e23456789_f23456789_i23: i64,
}
