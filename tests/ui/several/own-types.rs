//! A struct and an enum with faults of their own, and a type that is no enum: each is said once, and the enum's
//! fault is not said again where the enum is used.

use pg_rls::Rls;

#[derive(Rls)]
#[rls(onwer = "user_id")]
struct Order {
    user_id: String,
    status: Status,
    history: Vec<Status>,
    address: Address,
    empty: Option<Empty>,
}

struct Address;

#[derive(Rls)]
enum Status {
    Open,
    Closed(String),
}

#[derive(Rls)]
enum Empty {}

fn main() {}
