//! Which bytes of which file does a fix change?

use std::ops::Range;

use rls_core::{
    diagnostic::{Place, Spot},
    lint::{Finding, Fix},
    syntax::scan::bytes_in_literal,
};
use rls_project::{finding::Texts, models::Models};

use super::literal;

/// Some bytes of a file become something else.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Edit {
    pub(super) file: String,
    start: usize,
    end: usize,
    text: String,
    pub(super) code: &'static str,
}

/// What becomes of a place in a text: the bytes, and what is written there.
type Change<'c> = dyn Fn(&str, &Range<usize>) -> Option<(Range<usize>, String)> + 'c;

/// The edits that mend a finding; none where it has no fix, or the source is written in a way that is not understood.
pub(super) fn of(models: &Models, finding: &Finding) -> Option<Vec<Edit>> {
    let code = finding.lint.code;
    let edit = |place: &Place, change: &Change<'_>| {
        let Place::Source { file, range } = place else { return None };
        let (bytes, text) = change(models.texts.get(file)?, range)?;
        Some(Edit { file: file.clone(), start: bytes.start, end: bytes.end, text, code })
    };
    match finding.found.fix.as_ref()? {
        Fix::Sql(bytes, sql) => {
            let Spot::Sql(_, written) = &finding.found.spot else { return None };
            let change = |text: &str, range: &Range<usize>| {
                let source = text.get(range.clone())?;
                let inside = bytes_in_literal(source, written, bytes.clone())?;
                Some((range.start + inside.start..range.start + inside.end, literal::inside(source, sql)?))
            };
            models.places(&finding.found.spot).iter().map(|place| edit(place, &change)).collect()
        }
        Fix::Attribute(spot, words) => {
            let change = |text: &str, range: &Range<usize>| {
                let (at, inserted) = attribute(text, range.start, words);
                Some((at..at, inserted))
            };
            Some(vec![edit(models.places(spot).first()?, &change)?])
        }
    }
}

/// Makes those edits that do not stand in each other's way: the changed texts, and the edits that were made.
pub(super) fn apply<'e>(texts: &Texts, edits: &'e [Edit]) -> (Texts, Vec<&'e Edit>) {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort();
    // of two at one place, such as the same index for two lints, the second waits for the next round
    let mut done: Vec<&Edit> = Vec::new();
    for edit in sorted {
        let free = done.last().is_none_or(|last| {
            last.file != edit.file || last.end < edit.start || last.end == edit.start && last.start < last.end
        });
        if free {
            done.push(edit);
        }
    }
    let mut changed = Texts::new();
    for edit in done.iter().rev() {
        let text = changed
            .entry(edit.file.clone())
            .or_insert_with(|| texts.get(&edit.file).cloned().unwrap_or_default());
        text.replace_range(edit.start..edit.end, &edit.text);
    }
    (changed, done)
}

/// Where an attribute for the item or field of this name goes, and what is written there: a line of its own above the
/// line on which the item begins, as deep as that, unless something else stands there.
fn attribute(text: &str, name: usize, words: &str) -> (usize, String) {
    let start = begin(&text[..name]);
    let line = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let before = &text[line..start];
    let indent: String = before.trim_start_matches('\u{feff}').to_owned();
    if !indent.chars().all(|c| c == ' ' || c == '\t') {
        return (start, format!("#[rls({words})] "));
    }
    let end = match text[..start].rfind('\n').or_else(|| text.find('\n')) {
        Some(newline) if text[..newline].ends_with('\r') => "\r\n",
        _ => "\n",
    };
    (start, format!("#[rls({words})]{end}{indent}"))
}

/// The byte at which an item or field begins, of which the text before its name is given: before `struct` and its
/// visibility.
fn begin(before: &str) -> usize {
    let mut rest = before.strip_suffix("r#").unwrap_or(before);
    for word in ["struct", "enum"] {
        rest = word_before(rest, word).unwrap_or(rest);
    }
    // `pub(crate)` and its like, and not the end of an attribute
    let inside = rest.trim_end().strip_suffix(')').and_then(|text| Some(&text[..text.rfind('(')?]));
    let bare = inside.filter(|text| word_before(text, "pub").is_some()).unwrap_or(rest);
    word_before(bare, "pub").unwrap_or(rest).len()
}

/// The text before a word that it ends with, white space after that left out.
fn word_before<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let shorter = text.trim_end().strip_suffix(word)?;
    let apart = !shorter.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '#');
    apart.then_some(shorter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(text: &str) -> String {
        let (at, inserted) = attribute(text, text.find("name").unwrap(), "index");
        format!("{}{inserted}{}", &text[..at], &text[at..])
    }

    #[test]
    fn an_attribute_has_its_line_where_it_can() {
        let cases = [
            ("struct T {\n    name: i64,\n}", "struct T {\n    #[rls(index)]\n    name: i64,\n}"),
            ("\r\n\tpub name: i64,\r\n", "\r\n\t#[rls(index)]\r\n\tpub name: i64,\r\n"),
            ("\n  pub(in crate::a) r#name: i64", "\n  #[rls(index)]\n  pub(in crate::a) r#name: i64"),
            (
                "#[derive(Rls)]\npub(crate) struct name {",
                "#[derive(Rls)]\n#[rls(index)]\npub(crate) struct name {",
            ),
            ("#[derive(Rls)] struct name {", "#[derive(Rls)] #[rls(index)] struct name {"),
            ("struct T { id: i64, name: i64 }", "struct T { id: i64, #[rls(index)] name: i64 }"),
            ("#[rls(x)] name: i64", "#[rls(x)] #[rls(index)] name: i64"),
            ("struct name;", "#[rls(index)]\nstruct name;"),
            ("\u{feff}struct name;\r\n", "\u{feff}#[rls(index)]\r\nstruct name;\r\n"),
        ];
        for (text, expected) in cases {
            assert_eq!(with(text), expected);
        }
    }
}
