//! Which statements does the body of a request ask for?
//!
//! JSON, whatever the content type says: one query, or a batch of them. Fields that nobody knows are left alone, as a driver of tomorrow
//! may send them.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{Error as _, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

use super::{
    header::Wishes,
    parameter,
    query::{Batch, Query},
};

/// As many as Postgres's protocol can count.
const MOST_PARAMETERS: usize = u16::MAX as usize;

/// What is asked, and in which shape the answer goes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The statements.
    pub batch: Batch,
    /// Whether the answer is a list of answers.
    pub is_batch: bool,
    /// For each statement, whether its rows are arrays.
    pub arrays: Vec<bool>,
}

/// Why a body cannot be taken.
#[derive(Debug, thiserror::Error)]
pub enum BodyFault {
    /// Nothing at all.
    #[error("the body is empty: it is JSON, {{\"query\": …, \"params\": […]}} or {{\"queries\": […]}}")]
    Empty,
    /// No UTF-8.
    #[error("the body is not UTF-8")]
    Encoding,
    /// No JSON, or another kind of it.
    #[error("the body cannot be read: {0}")]
    Json(serde_json::Error),
    /// Neither of both.
    #[error("the body has neither `query` nor `queries`")]
    Neither,
    /// Both.
    #[error("the body has both `query` and `queries`")]
    Both,
    /// Something else than an object.
    #[error("the body is no JSON object")]
    NoObject,
    /// A query of a batch that is none.
    #[error("query {0} of the batch has no `query`")]
    NoQuery(usize),
    /// A character that Postgres has not.
    #[error("a query holds a NUL character")]
    Nul,
    /// A parameter that is no text.
    #[error("a parameter cannot be read: {0}")]
    Parameter(serde_json::Error),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Written<'b> {
    #[serde(default)]
    query: Option<String>,
    #[serde(borrow, default)]
    params: Parameters<'b>,
    #[serde(default)]
    array_mode: Option<bool>,
    #[serde(borrow, default)]
    queries: Option<Vec<One<'b>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct One<'b> {
    #[serde(default)]
    query: Option<String>,
    #[serde(borrow, default)]
    params: Parameters<'b>,
    #[serde(default)]
    array_mode: Option<bool>,
}

/// Parameters as they stand; not more than Postgres counts, so that a body of ten million zeros takes no memory.
#[derive(Default)]
struct Parameters<'b>(Vec<&'b RawValue>);

impl<'de: 'b, 'b> Deserialize<'de> for Parameters<'b> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Gather;
        impl<'de> Visitor<'de> for Gather {
            type Value = Parameters<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("`params` to be a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let mut gathered = Vec::new();
                while let Some(one) = list.next_element()? {
                    if gathered.len() == MOST_PARAMETERS {
                        return Err(A::Error::custom(format_args!(
                            "a query has {MOST_PARAMETERS} parameters at most"
                        )));
                    }
                    gathered.push(one);
                }
                Ok(Parameters(gathered))
            }
        }
        deserializer.deserialize_seq(Gather)
    }
}

/// What a body asks for.
///
/// # Errors
///
/// Where it is no JSON, or JSON that asks for nothing.
pub fn read(body: &[u8], wishes: Wishes) -> Result<Asked, BodyFault> {
    let text = str::from_utf8(body).map_err(|_| BodyFault::Encoding)?;
    match text.trim_ascii_start().bytes().next() {
        None => return Err(BodyFault::Empty),
        Some(b'{') => {}
        // what is no JSON at all is said by its reader
        Some(_) => {
            let other: Result<&RawValue, _> = serde_json::from_str(text);
            return Err(other.map_or_else(BodyFault::Json, |_| BodyFault::NoObject));
        }
    }
    let Written { query, params, array_mode, queries } =
        serde_json::from_str(text).map_err(BodyFault::Json)?;
    let (all, is_batch) = match (query, queries) {
        (Some(_), Some(_)) => return Err(BodyFault::Both),
        (None, None) => return Err(BodyFault::Neither),
        (query @ Some(_), None) => (vec![One { query, params, array_mode }], false),
        (None, Some(queries)) => (queries, true),
    };
    let mut asked = Asked {
        // a single query is a transaction of the database's own kind
        batch: Batch {
            queries: Vec::with_capacity(all.len()),
            isolation: wishes.isolation.filter(|_| is_batch),
            read_only: (is_batch && wishes.read_only).then_some(true),
            deferrable: (is_batch && wishes.deferrable).then_some(true),
        },
        is_batch,
        arrays: Vec::with_capacity(all.len()),
    };
    for (at, One { query, params, array_mode }) in all.into_iter().enumerate() {
        let text = query.ok_or(BodyFault::NoQuery(at + 1))?;
        if text.contains('\0') {
            return Err(BodyFault::Nul);
        }
        let parameters: Result<Vec<_>, _> = params.0.iter().map(|raw| parameter::text(raw.get())).collect();
        let parameters = parameters.map_err(BodyFault::Parameter)?;
        asked.arrays.push(array_mode.unwrap_or(wishes.arrays));
        asked.batch.queries.push(Query { text, parameters });
    }
    Ok(asked)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::serve::query::Isolation;

    fn asked(body: &str) -> Asked {
        read(body.as_bytes(), Wishes::default()).unwrap_or_else(|fault| panic!("{fault}: {body}"))
    }

    fn fault(body: &str) -> String {
        read(body.as_bytes(), Wishes::default()).unwrap_err().to_string()
    }

    #[test]
    fn one_query_or_a_batch() {
        let one = asked(r#"{"query":"SELECT $1","params":[1]}"#);
        let query = Query { text: "SELECT $1".to_owned(), parameters: vec![Some("1".to_owned())] };
        assert_eq!((one.batch.queries, one.is_batch, one.arrays), (vec![query], false, vec![false]));
        let two =
            asked(r#" {"queries":[{"query":"a","arrayMode":true},{"query":"b","params":[],"later":[{}]}]} "#);
        assert_eq!((two.batch.queries.len(), two.is_batch, two.arrays), (2, true, vec![true, false]));
        assert_eq!(asked(r#"{"queries":[]}"#).batch.queries, []);
        assert_eq!(asked(r#"{"query":"a","arrayMode":null}"#).arrays, [false]);
    }

    #[test]
    fn the_headers_hold_for_a_batch_and_array_mode_for_every_query() {
        let wishes = Wishes {
            arrays: true,
            isolation: Some(Isolation::Serializable),
            read_only: true,
            deferrable: true,
            raw: false,
        };
        let one = read(br#"{"query":"a"}"#, wishes).unwrap();
        assert_eq!(one.arrays, [true]);
        assert_eq!((one.batch.isolation, one.batch.read_only, one.batch.deferrable), (None, None, None));
        let two = read(br#"{"queries":[{"query":"a"},{"query":"a","arrayMode":false}]}"#, wishes).unwrap();
        assert_eq!(two.arrays, [true, false]);
        assert_eq!(
            (two.batch.isolation, two.batch.read_only, two.batch.deferrable),
            (Some(Isolation::Serializable), Some(true), Some(true))
        );
        let other = read(br#"{"queries":[]}"#, Wishes::default()).unwrap();
        assert_eq!((other.batch.read_only, other.batch.deferrable), (None, None));
    }

    #[test]
    fn each_fault_is_its_own() {
        for (body, said) in [
            ("", "the body is empty"),
            (" \n", "the body is empty"),
            ("SELECT 1", "cannot be read: expected value"),
            ("[]", "no JSON object"),
            ("null", "no JSON object"),
            (r#""SELECT 1""#, "no JSON object"),
            ("{}", "neither"),
            (r#"{"query":null}"#, "neither"),
            (r#"{"params":[]}"#, "neither"),
            (r#"{"query":"a","queries":[]}"#, "both"),
            (r#"{"query":"a""#, "cannot be read: EOF"),
            (r#"{"query":"a"} x"#, "trailing characters"),
            (r#"{"query":1}"#, "cannot be read: invalid type"),
            (r#"{"query":"a","query":"b"}"#, "duplicate field"),
            (r#"{"query":"a","params":null}"#, "expected `params` to be a list"),
            (r#"{"query":"a","params":{}}"#, "expected `params` to be a list"),
            (r#"{"query":"a","arrayMode":"true"}"#, "cannot be read: invalid type"),
            (r#"{"query":"a\u0000"}"#, "NUL"),
            (r#"{"query":"\ud800"}"#, "cannot be read: "),
            (r#"{"query":"a","params":["\udc00"]}"#, "a parameter cannot be read"),
            (r#"{"queries":[{"query":"a"},{}]}"#, "query 2 of the batch"),
            (r#"{"queries":["a"]}"#, "cannot be read: invalid type"),
            (r#"{"queries":{"query":"a"}}"#, "cannot be read: invalid type"),
        ] {
            let fault = fault(body);
            assert!(fault.contains(said), "{body}: {fault}");
        }
        assert_eq!(
            read(b"{\"query\":\"\xff\"}", Wishes::default()).unwrap_err().to_string(),
            "the body is not UTF-8"
        );
    }

    #[test]
    fn parameters_are_as_many_as_postgres_counts() {
        let body = |count| format!("{{\"query\":\"a\",\"params\":[{}0]}}", "0,".repeat(count - 1));
        assert_eq!(asked(&body(MOST_PARAMETERS)).batch.queries[0].parameters.len(), MOST_PARAMETERS);
        assert!(fault(&body(MOST_PARAMETERS + 1)).contains("65535 parameters at most"));
    }

    #[test]
    fn depth_ends_in_a_fault_or_an_array_and_takes_no_stack() {
        let deep = "[".repeat(200_000);
        assert!(fault(&format!("{{\"query\":{deep}")).contains("cannot be read"));
        let closed = format!("{deep}{}", "]".repeat(200_000));
        assert_eq!(
            asked(&format!("{{\"query\":\"a\",\"params\":[{closed}]}}")).batch.queries[0].parameters.len(),
            1
        );
        assert!(fault(&deep).contains("cannot be read"));
        assert_eq!(fault(&closed), "the body is no JSON object");
    }
}
