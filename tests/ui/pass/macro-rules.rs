//! Items that another macro writes, with what its variables bring along.
#![deny(warnings)]

use pg_rls::Rls;

macro_rules! table {
    (
        $(#[$meta:meta])*
        $vis:vis struct $name:ident, $table:literal, $owner:literal, $role:expr, $check:literal, $doc:literal,
        $default:expr, $number:literal, $on_table:literal, $on:literal, $off:literal;
        $($field:ident: $ty:ty),* $(,)?
    ) => {
        $(#[$meta])*
        #[derive(Rls)]
        #[doc = $doc]
        #[rls(table = $table, role = $role, owner = $owner, check($check), index($owner), comment = $doc)]
        #[rls(crud(role = ["editor", $role], read = owner($owner) || $on, modify = $off))]
        #[rls(policy(name = $table, to = "public", using = $check, with_check = sql($check), restrictive))]
        #[rls(grant("select", to = $role), unique($owner, "flag"))]
        $vis struct $name {
            #[rls(default = $default)]
            pub flag: bool,
            #[rls(default = $number, references($on_table, on_delete = "cascade"))]
            pub number: i64,
            $(pub $field: $ty),*
        }
    };
}

macro_rules! state {
    ($name:ident, $type_name:expr, $($variant:ident = $value:literal),*) => {
        #[derive(Rls)]
        #[rls(type_name = $type_name)]
        pub enum $name {
            $(#[rls(rename = $value)] $variant),*
        }
    };
}

state!(State, "states", Open = "is open", Paid = "is paid");

table! {
    /// What a doc comment says.
    #[allow(dead_code)]
    pub struct Order, "orders", "user_id", "authenticated", "number > 0", "What the macro says.", true, 7, "accounts(id)", true, false;
    user_id: String,
    amount: Option<i64>,
    names: Vec<String>,
    state: State,
    states: Option<Vec<State>>,
}

macro_rules! wrapped {
    ($ty:ty) => {
        #[derive(Rls)]
        pub struct Wrapped {
            #[rls(primary_key)]
            pub id: $ty,
            pub maybe: Option<$ty>,
            pub many: Vec<$ty>,
        }
    };
}

wrapped!(i64);

// a variable keeps its brackets: `a || b && c` would let more through
macro_rules! bound {
    ($either:expr, $field:ident, $text:literal, $function:ident, $number:expr) => {
        #[derive(Rls)]
        #[rls(crud(read = $either && $field, modify = $field == $text || !$function("user_id")))]
        #[rls(policy(name = "numbers", for = "select", using = number > $number && number.is_in([$number, 7])))]
        pub struct Bound {
            pub user_id: String,
            pub flag: bool,
            pub other: bool,
            pub number: i64,
            pub $field: bool,
        }
    };
}

bound!(flag || other, third, true, owner, -5);

fn main() {
    let sql = pg_rls::schema![Order, Wrapped, Bound].role("editor", ["authenticated"]).sql();
    for piece in [
        "CREATE TYPE \"states\" AS ENUM ('is open', 'is paid')",
        "\"flag\" boolean NOT NULL DEFAULT true",
        "\"number\" bigint NOT NULL DEFAULT 7",
        "\"amount\" bigint,",
        "\"names\" text[] NOT NULL",
        "\"states\" \"states\"[]",
        "COMMENT ON TABLE \"orders\" IS 'What the macro says.'",
        "CREATE POLICY \"orders\"",
        "\"maybe\" bigint,",
        "USING ((\"flag\" OR \"other\") AND \"third\")",
        "USING ((\"third\" = true) OR (NOT (\"user_id\" = (SELECT auth.user_id()))))",
        "USING ((\"number\" > -5) AND (\"number\" IN (-5, 7)))",
        "\"many\" bigint[] NOT NULL",
    ] {
        assert!(sql.contains(piece), "{piece} is not in {sql}");
    }
}
