//! How is what is wrong shown?

mod json;
mod lines;

use std::collections::BTreeSet;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet, normalize_untrusted_str};

use crate::{
    cli::Format,
    finding::{Failure, Finding, Texts},
    output,
};

/// Writes all of it to standard error.
pub(crate) fn show(failure: &Failure, format: Format) {
    let text = match format {
        Format::Json => json::lines(failure),
        Format::Human => human(failure, output::error_width()),
    };
    output::tell(&text);
}

/// As rustc would: each with its source, and a line at the end.
fn human(failure: &Failure, width: usize) -> String {
    // colours are taken out again where they are not wanted
    let renderer = Renderer::styled().term_width(width);
    let mut text = String::new();
    for finding in &failure.findings {
        text.push_str(&renderer.render(&[picture(finding, &failure.texts)]));
        text.push_str("\n\n");
    }
    if let Some(closing) = closing(&failure.findings) {
        text.push_str(&closing);
        text.push('\n');
    } else {
        text.pop();
    }
    text
}

fn picture<'f>(finding: &'f Finding, texts: &'f Texts) -> Group<'f> {
    let title = Level::ERROR.primary_title(finding.message.as_str());
    let title = match finding.code {
        Some(code) => title.id(code),
        None => title,
    };
    let mut group = Group::with_title(title);
    if let Some((file, range)) = &finding.place {
        // a byte order mark is no column
        let text = texts.get(file).map_or("", String::as_str);
        let source = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mark = text.len() - source.len();
        let range = range.start.saturating_sub(mark)..range.end.saturating_sub(mark);
        // only the lines that are shown: the renderer would look through all of a large file, for each fault
        let shown = lines::of(source, range);
        group = group.element(
            Snippet::source(&source[shown.bytes])
                .line_start(shown.first)
                .path(normalize_untrusted_str(file))
                .annotation(AnnotationKind::Primary.span(shown.marked)),
        );
    }
    match &finding.help {
        Some(help) => group.element(Level::HELP.message(normalize_untrusted_str(help))),
        None => group,
    }
}

/// How many there are and where to read on; nothing where there is no page.
fn closing(findings: &[Finding]) -> Option<String> {
    let codes: BTreeSet<&str> = findings.iter().filter_map(|finding| finding.code).collect();
    let count = match findings.len() {
        1 => "1 error".to_owned(),
        several => format!("{several} errors"),
    };
    let first = codes.first()?;
    Some(match codes.len() {
        1 => format!("{count}; `cargo rls explain {first}` says more"),
        _ => {
            let codes: Vec<&str> = codes.into_iter().collect();
            format!("{count} ({}); `cargo rls explain {}` says more", codes.join(", "), codes.first()?)
        }
    })
}
