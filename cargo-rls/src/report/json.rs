//! What is wrong, for programs: one JSON object a line.

use rls_project::finding::{Finding, Texts};
use serde::Serialize;

use rls_project::lines::{Position, position};

/// One finding, its keys in this order.
#[derive(Serialize)]
struct Object<'f> {
    code: Option<&'f str>,
    level: String,
    message: &'f str,
    help: Option<&'f str>,
    file: Option<&'f str>,
    line: Option<usize>,
    column: Option<usize>,
    end: Option<Position>,
    /// Of a database only.
    #[serde(skip_serializing_if = "Option::is_none")]
    object: Option<Thing<'f>>,
}

/// What of a database. Lines and columns are those of its SQL.
#[derive(Serialize)]
struct Thing<'f> {
    kind: &'f str,
    name: &'f str,
    sql: Option<&'f str>,
}

/// All findings, each on its line.
pub(super) fn lines(findings: &[Finding], texts: &Texts) -> String {
    let objects = findings.iter().map(|finding| object(finding, texts));
    // texts and numbers cannot fail to be JSON
    objects.map(|object| serde_json::to_string(&object).unwrap_or_default() + "\n").collect()
}

fn object<'f>(finding: &'f Finding, texts: &'f Texts) -> Object<'f> {
    let place = finding.place.as_ref();
    // a file as a whole has no line
    let at = |byte: usize| place.and_then(|(file, _)| Some(position(texts.get(file)?, byte)));
    let start = place.and_then(|(_, range)| at(range.start));
    Object {
        code: finding.code,
        level: finding.level.to_string(),
        message: &finding.message,
        help: finding.help.as_deref(),
        file: place.filter(|_| finding.object.is_none()).map(|(file, _)| file.as_str()),
        line: start.map(|start| start.line),
        column: start.map(|start| start.column),
        end: place.and_then(|(_, range)| at(range.end.max(range.start))),
        object: finding.object.as_ref().map(|object| Thing {
            kind: &object.kind,
            name: &object.shown,
            sql: texts.get(&object.shown).map(String::as_str),
        }),
    }
}
