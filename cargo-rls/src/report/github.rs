//! What is wrong, as workflow commands of GitHub Actions: each becomes a note on its line of a pull request.

use rls_core::{
    explain,
    lint::{self, Level},
};
use rls_project::finding::{Finding, Texts};

use rls_project::lines::position;

/// One command a finding, each on its line.
pub(super) fn commands(findings: &[Finding], texts: &Texts) -> String {
    findings.iter().map(|finding| command(finding, texts)).collect()
}

fn command(finding: &Finding, texts: &Texts) -> String {
    let name = match finding.level {
        Level::Error => "error",
        Level::Warn => "warning",
        Level::Info => "notice",
    };
    let mut properties = Vec::new();
    let in_file = finding.place.as_ref().filter(|_| finding.object.is_none());
    if let Some((file, _)) = in_file {
        properties.push(format!("file={}", property(&file.replace('\\', "/"))));
    }
    if let Some((text, range)) = in_file.and_then(|(file, range)| Some((texts.get(file)?, range))) {
        let (start, end) = (position(text, range.start), position(text, range.end.max(range.start)));
        properties.push(format!("line={}", start.line));
        // columns of another line than the first are refused
        if start.line == end.line {
            properties.push(format!("col={}", start.column));
            properties.push(format!("endColumn={}", end.column));
        } else {
            properties.push(format!("endLine={}", end.line));
        }
    }
    if let Some(code) = finding.code {
        let title = explain::page(code)
            .map(|page| page.title)
            .or_else(|| lint::title(code))
            .or_else(|| lint::live_title(code));
        let title = title.map_or(code.to_owned(), |title| format!("{code}: {title}"));
        properties.push(format!("title={}", property(&title)));
    }
    let mut message = match &finding.object {
        Some(object) => format!("{}: {}", object.shown, finding.message),
        None => finding.message.clone(),
    };
    if let Some(help) = &finding.help {
        message.push_str("\nhelp: ");
        message.push_str(help);
    }
    format!("::{name} {}::{}\n", properties.join(","), data(&message))
}

/// The text of a command: it ends with its line.
pub(super) fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property: it ends with a comma or a colon.
pub(super) fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_command_early() {
        let finding = Finding::new("100%\r\n::error::no").help("a, b: c").at("a,b:%.rs".as_ref(), 2..4);
        let texts = Texts::from([("a,b:%.rs".to_owned(), "ab\ncd\nef".to_owned())]);
        assert_eq!(
            commands(&[finding], &texts),
            "::error file=a%2Cb%3A%25.rs,line=1,endLine=2::100%25%0D%0A::error::no%0Ahelp: a, b: c\n"
        );
    }
}
