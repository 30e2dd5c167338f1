//! `cargo rls verify`: does a server do what the access table says?

use std::{
    io::{self, IsTerminal, Write},
    time::{Duration, Instant},
};

use rls_core::{
    ident::QName,
    lint::{
        Level,
        live::{self, LiveFinding},
    },
    resolve::Resolved,
};
use rls_live::{
    Address,
    scratch::Workshop,
    verify::{Fate, Options, Progress, Tried, try_mutants, verify},
};
use rls_project::finding::{Failure, Finding, Status};

use crate::{
    accepted::Accepted,
    cli::{LiveArgs, ProjectArgs, VerifyArgs, VerifyFormat},
    output, report,
    side::{Side, Sides, unreadable},
};

/// Runs it and prints the report.
pub(super) fn run(project: &ProjectArgs, args: &VerifyArgs) -> Result<(), Failure> {
    let here = Accepted::find(project)?;
    let live = LiveArgs { schemas: Vec::new(), scratch_url: args.database_url.clone() };
    let sides = Sides::new(&here, &live);
    let named = sides.read("--from", &args.from)?;
    let wrong = match &named.side {
        Side::Kept(catalog) => live::lint_live(catalog, &sides.provider(catalog), &sides.scope()),
        Side::Said(_) => Vec::new(),
    };
    let (resolved, of) = sides.whole(named);
    let options = Options {
        setup: beside(&here, "setup.sql")?,
        seed: beside(&here, "seed.sql")?,
        tables: tables(&resolved, &args.table)?,
        of,
        unseen: false,
    };
    let workshop = match &args.database_url {
        Some(url) => Address::read(url).and_then(|address| Workshop::on(&address)),
        None => Workshop::throwaway(),
    };
    let workshop = workshop.map_err(unreadable)?;
    if args.mutants {
        let mut line = Line::new();
        let tried = try_mutants(&workshop, &resolved, &options, &mut |progress| line.tell(&progress));
        line.end();
        return mutants(&tried.map_err(unreadable)?);
    }
    let mut line = Line::new();
    let verified = verify(&workshop, &resolved, &options, &mut |progress| line.tell(&progress));
    line.end();
    let verified = verified.map_err(unreadable)?;
    match args.format {
        VerifyFormat::Human => {
            output::answer_in_colors(&(verified.human() + &what_is_wrong(&wrong, &args.from)))?;
        }
        VerifyFormat::Md => output::answer(&verified.markdown())?,
        VerifyFormat::Json => output::answer(&verified.json())?,
        VerifyFormat::Junit => output::answer(&verified.junit())?,
        VerifyFormat::Html => output::answer(&report::verify::page(&verified))?,
    }
    let counts = verified.counts();
    if counts.refuted > 0 || (args.strict && counts.not_reached > 0) {
        return Err(Failure::said(Status::Findings));
    }
    Ok(())
}

/// What the lints find in a database, a line each.
fn what_is_wrong(found: &[LiveFinding], from: &str) -> String {
    let mut text = String::new();
    let worth = found.iter().filter(|one| one.level < Level::Info);
    for LiveFinding { level, code, told, .. } in worth {
        text.push_str(&format!("\n{level}[{code}] {}: {}", told.object, told.message));
    }
    if !text.is_empty() {
        let command = if from.contains("://") {
            "cargo rls lint --database-url, with the same address"
        } else {
            "cargo rls lint"
        };
        text.push_str(&format!("\n\nWhat to do about each: {command}\n"));
    }
    text
}

/// What became of each weakening.
fn mutants(tried: &[Tried]) -> Result<(), Failure> {
    let mut text = String::new();
    let (mut refuted, mut unseen, mut missed) = (0, 0, 0);
    for Tried { mutant, fate } in tried {
        let said = match fate {
            Fate::Refuted(by) => {
                refuted += 1;
                format!("refuted by {} as {}", by.what, by.caller)
            }
            Fate::Unseen(why) => {
                unseen += 1;
                format!("nobody can see it: {why}")
            }
            Fate::Missed => {
                missed += 1;
                output::bold("missed")
            }
        };
        text.push_str(&format!("{}: {}\n", rls_core::access::one_line(&mutant.name), said));
    }
    text.push_str(&format!(
        "\n{} weakenings: {refuted} refuted, {unseen} that nobody can see, {missed} missed\n",
        tried.len()
    ));
    output::answer_in_colors(&text)?;
    if missed > 0 { Err(Failure::said(Status::Findings)) } else { Ok(()) }
}

/// A file in the folder of the snapshot, if it is there.
fn beside(here: &Accepted, name: &str) -> Result<Option<String>, Failure> {
    let path = here.project().root.join("rls").join(name);
    if !path.is_file() {
        return Ok(None);
    }
    let text = rls_project::sources::text(&path);
    text.map(Some).map_err(|why| Finding::new(format!("rls/{name} cannot be read: {why}")).unreadable())
}

/// The tables of these names.
fn tables(resolved: &Resolved, names: &[String]) -> Result<Vec<QName>, Failure> {
    names
        .iter()
        .map(|name| {
            let mut tables = resolved.schema.tables.iter().map(|table| &table.name);
            let found = tables.find(|table| {
                let (schema, own) = table.key();
                name == own || *name == format!("{schema}.{own}")
            });
            found.cloned().ok_or_else(|| {
                let names: Vec<String> =
                    resolved.schema.tables.iter().map(|table| table.name.to_string()).collect();
                Finding::new(format!("--table: there is no table {name}"))
                    .help(format!("there are {}", names.join(", ")))
                    .unreadable()
            })
        })
        .collect()
}

/// A line on a terminal, once it takes longer than one waits without a word.
struct Line {
    begun: Instant,
    shown: bool,
    is_terminal: bool,
}

impl Line {
    fn new() -> Self {
        Line { begun: Instant::now(), shown: false, is_terminal: io::stderr().is_terminal() }
    }

    fn tell(&mut self, progress: &Progress<'_>) {
        if self.is_terminal && self.begun.elapsed() > Duration::from_secs(1) {
            self.shown = true;
            let name: String = rls_core::access::one_line(progress.table).chars().take(50).collect();
            // there is nobody to tell where this cannot be written
            let _ = write!(io::stderr(), "\r\u{1b}[2K{} of {}: {name}", progress.done, progress.of);
        }
    }

    fn end(&self) {
        if self.shown {
            let _ = write!(io::stderr(), "\r\u{1b}[2K");
        }
    }
}
