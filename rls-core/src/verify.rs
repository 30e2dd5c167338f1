//! What must a server do with each cell of the access table, and does it?
//!
//! `access` says who may do what to which rows; here that is turned into statements with what must come of each, for a cast
//! of callers and rows that the predicates need. Somebody with a server runs them; what came is judged, and the report says
//! of each cell whether it is proven, refuted or not reached.
//!
//! | module | question it answers |
//! | --- | --- |
//! | [`found`] | which values count? |
//! | [`constants`] | which constants stand in SQL? |
//! | [`cast`] | who comes? |
//! | [`values`] | what does a column of a type take? |
//! | [`pattern`] | which text does a pattern let through? |
//! | [`shapes`] | what may a column hold that a CHECK speaks of? |
//! | [`reached`] | what do atoms say of rows, and is there a row for either answer? |
//! | [`rows`] | which rows does each table need? |
//! | [`session`] | as whom does a caller come, and what do policies find there? |
//! | [`ask`] | which SQL is asked of the server, because nothing here can say what it means? |
//! | `failing` | what may fail for a caller, whatever the access table says? |
//! | [`hold`] | what does a clause say of a row, when some of it may raise? |
//! | [`scene`] | what does each clause of a role's cells say of a row, to one caller? |
//! | [`pool`] | which rows are statements about? |
//! | [`statement`] | how is a statement written? |
//! | [`expect`] | what must come of a statement? |
//! | [`moves`] | which columns do a role's statements set? |
//! | [`probe`] | which statements are tried? |
//! | [`judge`] | did what came agree? |
//! | [`proof`] | what is asked, tried and seen of a whole schema? |
//! | [`report`] | what was proven? |
//! | [`mutants`] | would it be noticed if a policy were weaker? |

pub mod ask;
pub mod cast;
pub mod constants;
pub mod expect;
mod failing;
pub mod found;
pub mod hold;
pub mod judge;
pub mod moves;
pub mod mutants;
pub mod pattern;
pub mod pool;
pub mod probe;
pub mod proof;
pub mod reached;
pub mod report;
pub mod rows;
pub mod scene;
pub mod session;
pub mod shapes;
pub mod statement;
pub mod values;

use std::collections::BTreeMap;

use crate::ident::QName;

/// The functions that try and ask, made in each session; they are gone with it.
pub const FUNCTIONS: &str = include_str!("verify/server.sql");

/// A row: its values as texts by their columns, none for NULL.
pub type Texts = BTreeMap<String, Option<String>>;

/// Somebody who comes with a request.
#[derive(Clone, Debug, PartialEq)]
pub struct Caller {
    /// What they are to the rows, in a word or two.
    pub name: String,
    /// What their session holds.
    pub session: Session,
}

/// What a session holds of a caller.
#[derive(Clone, Debug, PartialEq)]
pub enum Session {
    /// Settings that were never made.
    None,
    /// Settings that are empty, as after a transaction that had some.
    Empty,
    /// The claims of a token.
    Claims(serde_json::Value),
}

/// The rows that a database was filled with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filled {
    /// The rows that are there, by table, each with its place (`ctid`).
    pub there: BTreeMap<QName, Vec<(String, Texts)>>,
    /// Rows that are not there and could be.
    pub fresh: BTreeMap<QName, Vec<Texts>>,
    /// Why a table has no rows.
    pub empty: BTreeMap<QName, String>,
}
