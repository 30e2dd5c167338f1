//! `cargo rls explain`: what does an error code mean?

use rls_core::{
    explain::{self, PAGES, Page},
    suggest::nearest,
};

use crate::{
    cli::ExplainArgs,
    finding::{Failure, Finding},
    output::{self, bold},
};

/// Lines of prose no longer than this are easy to read.
const WIDTH: usize = 90;

/// Prints a page, the list of all, or all as Markdown.
pub(super) fn run(args: &ExplainArgs) -> Result<(), Failure> {
    if args.markdown {
        return output::answer(&explain::markdown());
    }
    let Some(code) = &args.code else { return output::answer_in_colors(&list()) };
    match explain::page(code) {
        Some(page) => output::answer_in_colors(&shown(page, output::answer_width().min(WIDTH))),
        None => Err(unknown(code)),
    }
}

fn list() -> String {
    let mut lines: Vec<String> =
        PAGES.iter().map(|page| format!("{}  {}", bold(page.code.0), page.title)).collect();
    lines.push("\n`cargo rls explain CODE` prints the page of one.\n".to_owned());
    lines.join("\n")
}

fn shown(page: &Page, width: usize) -> String {
    let mut text = format!("{}\n\n", bold(&format!("{}: {}", page.code, page.title)));
    for paragraph in page.why.split("\n\n") {
        text.push_str(&wrapped(paragraph, width));
        text.push('\n');
    }
    for (heading, example) in [("Wrong:", page.wrong), ("Right:", page.right)] {
        text.push_str(&format!("{}\n\n{}\n", bold(heading), indented(example)));
    }
    text.pop();
    text
}

fn wrapped(paragraph: &str, width: usize) -> String {
    let mut text = String::new();
    let mut column = 0;
    for word in paragraph.split_whitespace() {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > width {
            text.push('\n');
            column = 0;
        } else if column > 0 {
            text.push(' ');
            column += 1;
        }
        text.push_str(word);
        column += length;
    }
    text.push('\n');
    text
}

fn indented(example: &str) -> String {
    example
        .lines()
        .map(|line| if line.is_empty() { "\n".to_owned() } else { format!("    {line}\n") })
        .collect()
}

fn unknown(code: &str) -> Failure {
    let help = match nearest(code, PAGES.iter().map(|page| page.code.0)) {
        Some(near) => format!("did you mean `cargo rls explain {near}`?"),
        None => "`cargo rls explain` lists all codes".to_owned(),
    };
    Finding::new(format!("there is no code `{code}`")).help(help).unreadable()
}
