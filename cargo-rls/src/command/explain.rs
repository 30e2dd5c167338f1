//! `cargo rls explain`: what does a code mean, of an error, a lint or a hazard?

use rls_core::{
    explain::{self, PAGES, Page},
    lint::{
        self, LINTS, Lint,
        live::{self, LIVE_LINTS, LiveLint},
    },
    plan::{HAZARDS, HazardExample, HazardPage, hazard_page, hazards_markdown},
    suggest::nearest,
};
use rls_project::finding::{Failure, Finding};

use crate::{
    cli::{ExplainArgs, Pages},
    output::{self, bold},
};

/// Lines of prose no longer than this are easy to read.
const WIDTH: usize = 90;

/// Prints a page, the list of all, or all as Markdown.
pub(super) fn run(args: &ExplainArgs) -> Result<(), Failure> {
    match args.markdown {
        Some(Pages::Errors) => return output::answer(&explain::markdown()),
        Some(Pages::Lints) => return output::answer(&lint::markdown()),
        Some(Pages::Hazards) => return output::answer(&hazards_markdown()),
        None => {}
    }
    let Some(code) = &args.code else { return output::answer_in_colors(&list()) };
    let width = output::answer_width().min(WIDTH);
    if let Some(found) = live::find(code) {
        return output::answer_in_colors(&of_live_lint(found, width));
    }
    match (explain::page(code), lint::find(code), hazard_page(code)) {
        (Some(page), _, _) => output::answer_in_colors(&error(page, width)),
        (_, Some(found), _) => output::answer_in_colors(&of_lint(found, width)),
        (_, _, Some(page)) => output::answer_in_colors(&of_hazard(page, width)),
        _ => Err(unknown(code)),
    }
}

fn list() -> String {
    let mut text = format!("{}\n\n", bold("Errors of the models:"));
    for page in PAGES {
        text.push_str(&format!("{}  {}\n", bold(page.code.0), page.title));
    }
    text.push_str(&format!("\n{}\n\n", bold("What `cargo rls lint` finds:")));
    for Lint { code, level, title, .. } in LINTS {
        text.push_str(&format!("{}  {level:<7}  {title}\n", bold(code)));
    }
    text.push_str(&format!("\n{}\n\n", bold("What it finds in a database besides:")));
    for LiveLint { code, level, title, .. } in LIVE_LINTS {
        text.push_str(&format!("{}  {level:<7}  {title}\n", bold(code)));
    }
    text.push_str(&format!("\n{}\n\n", bold("Hazards, which a migration may have:")));
    for HazardPage { kind, title, .. } in &HAZARDS {
        text.push_str(&format!("{}  {title}\n", bold(&format!("{:<14}", kind.name()))));
    }
    text.push_str("\n`cargo rls explain CODE` prints the page of one.\n");
    text
}

fn error(page: &Page, width: usize) -> String {
    let title = format!("{}: {}", page.code, page.title);
    shown(&title, page.why, &[("Wrong:", page.wrong), ("Right:", page.right)], width)
}

fn of_lint(found: &Lint, width: usize) -> String {
    let Lint { code, level, title, why, instead, toml, wrong, right, fixes, .. } = found;
    let mut prose = format!("{why}\n\n{instead}");
    if *fixes {
        prose.push_str(" `cargo rls lint --fix` does it.");
    }
    let mut examples = vec![("Wrong:", *wrong), ("Right:", *right)];
    if !toml.is_empty() {
        examples.insert(0, ("With this rls.toml:", toml));
    }
    shown(&format!("{code}, {level}: {title}"), &prose, &examples, width)
}

fn of_live_lint(found: &LiveLint, width: usize) -> String {
    let LiveLint { code, level, title, why, instead, wrong, right, fixes, .. } = found;
    let mut prose = format!("{why}\n\n{instead}");
    if *fixes {
        prose.push_str(" `cargo rls lint --database-url … --fix` prints the SQL for it.");
    }
    let examples = [("Wrong:", *wrong), ("Right:", *right)];
    shown(&format!("{code}, {level}: {title}"), &prose, &examples, width)
}

fn of_hazard(page: &HazardPage, width: usize) -> String {
    let HazardPage { kind, title, what, why, instead, example } = page;
    let prose = format!("{what}\n\n{why}\n\n{instead}");
    let files = |example: &HazardExample| {
        [("Accepted:", example.before), ("Now:", example.after), ("`cargo rls diff` prints:", example.sql)]
    };
    let examples: Vec<_> = example.iter().flat_map(files).collect();
    shown(&format!("{kind}: {title}"), &prose, &examples, width)
}

fn shown(title: &str, why: &str, examples: &[(&str, &str)], width: usize) -> String {
    let mut text = format!("{}\n\n", bold(title));
    for paragraph in why.split("\n\n") {
        text.push_str(&wrapped(paragraph, width));
        text.push('\n');
    }
    for (heading, example) in examples {
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
    let lints = LINTS.iter().map(|lint| lint.code).chain(LIVE_LINTS.iter().map(|lint| lint.code));
    let hazards = HAZARDS.iter().map(|page| page.kind.name());
    let help = match nearest(code, PAGES.iter().map(|page| page.code.0).chain(lints).chain(hazards)) {
        Some(near) => format!("did you mean `cargo rls explain {near}`?"),
        None => "`cargo rls explain` lists all codes".to_owned(),
    };
    Finding::new(format!("there is no code `{code}`")).help(help).unreadable()
}
