//! What is wrong, as a SARIF 2.1.0 log: what code scanning of GitHub, and others, take in.

use std::{collections::BTreeSet, fmt::Write as _, path::Path};

use rls_core::{
    explain,
    lint::{LINTS, Level, live},
};
use rls_project::finding::{Finding, Texts};
use serde_json::{Value, json};

use rls_project::lines::position;

/// One run with all findings, and the rules that they are of.
pub(super) fn log(findings: &[Finding], texts: &Texts) -> String {
    let codes: Vec<&str> =
        findings.iter().filter_map(|finding| finding.code).collect::<BTreeSet<_>>().into_iter().collect();
    let results: Vec<Value> = findings.iter().map(|finding| result(finding, &codes, texts)).collect();
    let rules: Vec<Value> = codes.iter().map(|code| rule(code)).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "cargo-rls",
                "version": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    // texts and numbers cannot fail to be JSON
    serde_json::to_string_pretty(&log).unwrap_or_default() + "\n"
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warn => "warning",
        Level::Info => "note",
    }
}

fn result(finding: &Finding, codes: &[&str], texts: &Texts) -> Value {
    let mut message = finding.message.clone();
    if let Some(help) = &finding.help {
        let _ = write!(message, "\nhelp: {help}");
    }
    let mut result = json!({ "level": level(finding.level), "message": { "text": message } });
    if let Some(code) = finding.code {
        result["ruleId"] = json!(code);
        result["ruleIndex"] = json!(codes.iter().position(|other| *other == code));
    }
    if let Some(object) = &finding.object {
        result["locations"] = json!([{ "logicalLocations": [{
            "fullyQualifiedName": object.shown,
            "kind": object.kind,
        }] }]);
    } else if let Some((file, range)) = &finding.place {
        let text = texts.get(file).map_or("", String::as_str);
        let (start, end) = (position(text, range.start), position(text, range.end.max(range.start)));
        result["locations"] = json!([{ "physicalLocation": {
            "artifactLocation": { "uri": uri(file) },
            "region": {
                "startLine": start.line,
                "startColumn": start.column,
                "endLine": end.line,
                "endColumn": end.column,
            },
        } }]);
    }
    result
}

/// The page of a code.
fn rule(code: &str) -> Value {
    let (title, why, instead, default) =
        match (LINTS.iter().find(|lint| lint.code == code), live::find(code), explain::page(code)) {
            (Some(lint), ..) => (lint.title, lint.why, lint.instead, lint.level),
            (_, Some(lint), _) => (lint.title, lint.why, lint.instead, lint.level),
            (.., Some(page)) => (page.title, page.why, "", Level::Error),
            _ => ("", "", "", Level::Error),
        };
    let help = [why, instead].join("\n\n");
    json!({
        "id": code,
        "shortDescription": { "text": title },
        "fullDescription": { "text": why.split("\n\n").next().unwrap_or_default() },
        "help": { "text": help.trim_end(), "markdown": help.trim_end() },
        "defaultConfiguration": { "level": level(default) },
    })
}

/// A path as a relative reference, from the folder that the command runs in; one from the root as a file.
fn uri(file: &str) -> String {
    let mut uri = String::new();
    if Path::new(file).is_absolute() {
        uri.push_str(if file.starts_with('/') { "file://" } else { "file:///" });
    }
    let plain = file.strip_prefix("./").unwrap_or(file);
    for byte in plain.replace('\\', "/").bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            _ => {
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_references() {
        assert_eq!(uri("src/lib.rs"), "src/lib.rs");
        assert_eq!(uri("./a b/ä:1.rs"), "a%20b/%C3%A4%3A1.rs");
        assert_eq!(uri("/tmp/x.rs"), "file:///tmp/x.rs");
    }
}
