//! How is what is wrong shown?

pub(crate) mod access;
pub(crate) mod drift;
mod github;
mod json;
pub(crate) mod plan;
mod sarif;
pub(crate) mod serve;
pub(crate) mod verify;

use std::collections::BTreeSet;

use annotate_snippets::{
    AnnotationKind, Group, Level as Label, Origin, Renderer, Snippet, normalize_untrusted_str,
};
use rls_core::lint::Level;
use rls_project::finding::{Failure, Finding, Texts};

use crate::{
    cli::{Format, LintFormat},
    output,
};

/// Writes all of it to standard error.
pub(crate) fn show(failure: &Failure, format: Format) {
    let text = match format {
        Format::Json => json::lines(&failure.findings, &failure.texts),
        Format::Human => human(&failure.findings, &failure.texts, output::error_width()),
    };
    output::tell(&text);
}

/// Writes what a command was asked to find to standard output.
pub(crate) fn answer(findings: &[Finding], texts: &Texts, format: LintFormat) -> Result<(), Failure> {
    match format {
        LintFormat::Human => output::answer_in_colors(&human(findings, texts, output::answer_width())),
        LintFormat::Json => output::answer(&json::lines(findings, texts)),
        LintFormat::Sarif => output::answer(&sarif::log(findings, texts)),
        LintFormat::Github => output::answer(&github::commands(findings, texts)),
    }
}

/// As rustc would: each with its source, and a line at the end.
fn human(findings: &[Finding], texts: &Texts, width: usize) -> String {
    if findings.is_empty() {
        return String::new();
    }
    // colours are taken out again where they are not wanted
    let renderer = Renderer::styled().term_width(width);
    let mut text = String::new();
    for finding in findings {
        text.push_str(&renderer.render(&[picture(finding, texts)]));
        text.push_str("\n\n");
    }
    if let Some(closing) = closing(findings) {
        text.push_str(&closing);
        text.push('\n');
    } else {
        text.pop();
    }
    text
}

fn picture<'f>(finding: &'f Finding, texts: &'f Texts) -> Group<'f> {
    let label = match finding.level {
        Level::Error => Label::ERROR,
        Level::Warn => Label::WARNING,
        Level::Info => Label::INFO,
    };
    let title = label.primary_title(finding.message.as_str());
    let title = match finding.code {
        Some(code) => title.id(code),
        None => title,
    };
    let mut group = Group::with_title(title);
    if let Some((file, _)) = &finding.place
        && !texts.contains_key(file)
    {
        // a file as a whole
        group = group.element(Origin::path(normalize_untrusted_str(file)));
    } else if let Some((file, range)) = &finding.place {
        // a byte order mark is no column
        let text = texts.get(file).map_or("", String::as_str);
        let source = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mark = text.len() - source.len();
        let range = range.start.saturating_sub(mark)..range.end.saturating_sub(mark);
        // only the lines that are shown: the renderer would look through all of a large file, for each fault
        let shown = rls_project::lines::of(source, range);
        group = group.element(
            Snippet::source(&source[shown.bytes])
                .line_start(shown.first)
                .path(normalize_untrusted_str(file))
                .annotation(AnnotationKind::Primary.span(shown.marked)),
        );
    }
    match &finding.help {
        Some(help) => group.element(Label::HELP.message(normalize_untrusted_str(help))),
        None => group,
    }
}

/// How many there are and where to read on; nothing where there is no page.
fn closing(findings: &[Finding]) -> Option<String> {
    let codes: BTreeSet<&str> = findings.iter().filter_map(|finding| finding.code).collect();
    // the worst is what one wants to read about first
    let (_, first) = findings.iter().filter_map(|finding| Some((finding.level, finding.code?))).min()?;
    let count = counted(findings);
    Some(match codes.len() {
        1 => format!("{count}; `cargo rls explain {first}` says more"),
        _ => {
            let codes: Vec<&str> = codes.into_iter().collect();
            format!("{count} ({}); `cargo rls explain {first}` says more", codes.join(", "))
        }
    })
}

/// `2 errors, 1 warning, 3 infos`.
fn counted(findings: &[Finding]) -> String {
    let kinds = [(Level::Error, "error"), (Level::Warn, "warning"), (Level::Info, "info")];
    let counts = kinds.iter().filter_map(|(level, name)| {
        match findings.iter().filter(|finding| finding.level == *level).count() {
            0 => None,
            1 => Some(format!("1 {name}")),
            several => Some(format!("{several} {name}s")),
        }
    });
    counts.collect::<Vec<_>>().join(", ")
}
