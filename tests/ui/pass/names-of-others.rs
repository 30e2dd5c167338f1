//! Items called as those of the prelude, of pg-rls and of Rust's own types are.
#![deny(warnings)]
#![allow(dead_code)]

mod prelude {
    #[derive(pg_rls::Rls)]
    pub struct Option {
        pub id: i64,
        pub user_id: std::string::String,
    }

    #[derive(pg_rls::Rls)]
    pub struct Vec {
        pub id: i64,
    }

    #[derive(pg_rls::Rls)]
    pub struct Default {
        pub id: i64,
    }

    #[derive(pg_rls::Rls)]
    #[rls(owner = "user_id", policy(name = "floor", using = "true" && owner("user_id"), restrictive))]
    pub struct String {
        #[rls(type = "citext")]
        pub id: i64,
        pub user_id: std::string::String,
    }

    #[derive(pg_rls::Rls)]
    pub struct Into {
        pub id: i64,
    }
}

mod ours {
    #[derive(pg_rls::Rls)]
    pub enum Role {
        Admin,
        Member,
    }

    #[derive(pg_rls::Rls)]
    pub enum Action {
        Read,
        Write,
    }

    #[derive(pg_rls::Rls)]
    pub enum Type {
        Small,
        Large,
    }

    #[derive(pg_rls::Rls)]
    pub struct Table {
        pub id: i64,
        pub role: Role,
        pub action: Option<Action>,
        pub ty: Vec<Type>,
    }

    #[derive(pg_rls::Rls)]
    pub struct Schema {
        #[rls(primary_key, identity)]
        pub id: i64,
        pub role: Role,
    }

    #[derive(pg_rls::Rls)]
    #[rls(owner = "user_id")]
    pub struct Policy {
        pub user_id: String,
        pub some: Some,
    }

    #[derive(pg_rls::Rls)]
    pub enum Op {
        Eq,
        Literal,
    }

    #[derive(pg_rls::Rls)]
    pub enum Expr {
        Value,
        Among,
    }

    #[derive(pg_rls::Rls)]
    #[rls(crud(read = op == Op::Eq && expr.is_in([self::Expr::Value, Expr::Among]) || expr != "among"))]
    #[rls(crud(role = "editor", read = user_id && owner == claim("owner") && r#type == "x" && now > now()))]
    pub struct Among {
        pub op: Op,
        pub expr: Expr,
        // a field may be called as a function is
        pub user_id: bool,
        pub owner: String,
        pub r#type: String,
        pub now: chrono::NaiveDateTime,
    }

    #[derive(pg_rls::Rls)]
    pub enum Some {
        None,
        Self_,
    }
}

mod std {}

fn main() {
    let schema = pg_rls::schema![
        prelude::Option,
        prelude::Vec,
        prelude::Default,
        prelude::String,
        prelude::Into,
        ours::Table,
        ours::Schema,
        ours::Policy,
        ours::Among,
    ];
    let sql = schema.sql();
    for piece in ["\"role\" \"role\" NOT NULL", "\"action\" \"action\"", "\"ty\" \"type\"[]", "\"some\" \"some\""] {
        assert!(sql.contains(piece), "{piece} is not in {sql}");
    }
}
