//! Does any request make the endpoint's reader fail, or an answer that is no JSON?
//!
//! The input is a connection string, an isolation level and a body, a line each, the body to the end. Its bytes are also taken for what the database
//! might answer, as a value of every kind.

#![no_main]

use libfuzzer_sys::fuzz_target;
use rls_authorize::serve::{
    answer::{self, Shape},
    body, header,
    query::{Answer, Field},
    target,
};

fuzz_target!(|input: &[u8]| {
    let mut lines = input.splitn(3, |byte| *byte == b'\n');
    let mut next = || lines.next().unwrap_or_default();
    let (string, level, sent) = (next(), next(), next());
    if let Ok(text) = str::from_utf8(string)
        && let Ok(target) = target::read(text)
    {
        assert!(!target.role.is_empty() && !target.database.is_empty());
        assert!(!target.role.contains('\0') && !target.database.contains('\0'));
    }
    let mut headers = http::HeaderMap::new();
    if let Ok(value) = http::HeaderValue::from_bytes(level) {
        headers.insert(header::ISOLATION, value);
    }
    let wishes = header::wishes(&headers).unwrap_or_default();
    if let Ok(asked) = body::read(sent, wishes) {
        assert_eq!(asked.arrays.len(), asked.batch.queries.len());
        assert!(asked.batch.queries.iter().all(|query| !query.text.contains('\0')));
    }
    let Ok(text) = str::from_utf8(sent) else { return };
    // bool, int4, float8, json, text, and arrays of those
    let types = [16, 23, 701, 114, 25, 1000, 1007, 1022, 199, 1009];
    let field = |type_oid| Field {
        name: text.to_owned(),
        table: 0,
        column: 0,
        type_oid,
        type_size: 0,
        type_modifier: 0,
    };
    let answered = Answer {
        fields: types.map(field).to_vec(),
        rows: vec![vec![Some(text.to_owned()); types.len()]],
        tag: text.to_owned(),
    };
    for raw in [false, true] {
        let shape = Shape { raw, is_batch: true, arrays: &[raw] };
        let json =
            answer::write(std::slice::from_ref(&answered), shape, 1 << 22).expect("it is not that large");
        let read: serde::de::IgnoredAny = serde_json::from_slice(&json).expect("an answer is JSON");
        let _ = read;
    }
});
