//! Names that are keywords of Rust.
#![deny(warnings)]
#![allow(non_camel_case_types)]

use pg_rls::Rls;

#[derive(Rls)]
pub enum r#enum {
    r#Loop,
    r#fn,
}

#[derive(Rls)]
#[rls(owner = "type")]
pub struct r#struct {
    #[rls(r#primary_key)]
    pub r#match: i64,
    pub r#type: String,
    pub r#where: r#enum,
    pub r#move: Option<Vec<r#enum>>,
}

fn main() {
    let sql = pg_rls::schema![r#struct].sql();
    assert!(sql.contains("CREATE TYPE \"enum\" AS ENUM ('loop', 'fn')"), "{sql}");
    for column in ["\"match\" bigint", "\"type\" text", "\"where\" \"enum\"", "\"move\" \"enum\"[]"] {
        assert!(sql.contains(column), "{column} is not in {sql}");
    }
}
