//! `cargo rls check`: is everything accepted, and still what it was?

use rls_core::lint::{self, Level};
use rls_project::{
    check,
    finding::{Failure, Finding, Status, Texts, sort},
    models::{self, Models},
};

use crate::{
    accepted::Accepted,
    cli::{CheckArgs, CheckFormat, LintFormat, ProjectArgs},
    output, report,
    side::Sides,
};

/// Lists all that is wrong, and fails where something is.
pub(super) fn run(project: &ProjectArgs, args: &CheckArgs) -> Result<(), Failure> {
    let here = Accepted::find(project)?;
    let mut found = Found::default();
    let snapshot = found.unless(here.snapshot())?;
    let models = match &snapshot {
        Some(snapshot) => found.unless(here.models(snapshot))?,
        None => found.unless(models::read(here.project(), &here.config, &[]))?,
    };
    found.findings.extend(check::check(&here.config, &here.store, models.as_ref(), snapshot.as_ref())?);
    if let Some(models) = models {
        found.findings.extend(lints(&models));
        found.texts.extend(models.texts);
    }
    if let (Some(url), Some(_)) = (&args.database_url, &snapshot) {
        let state = Sides::new(&here, &args.live).state(url)?;
        found.findings.extend(state.findings());
        let beside = &state.drift.beside;
        for (what, lines) in [
            ("are left alone, since the model has no word for them", &beside.left),
            ("are not ours, and left alone", &beside.apart),
        ] {
            if !lines.is_empty() {
                output::tell(&format!(
                    "{}: {} things {what}: cargo rls status --database-url URL\n",
                    state.name,
                    lines.len()
                ));
            }
        }
    }
    report::answer(&found.findings, &found.texts, form(args.format))?;
    if found.findings.is_empty() { Ok(()) } else { Err(Failure::said(Status::Findings)) }
}

/// All that is wrong, with the texts that it is in.
#[derive(Default)]
struct Found {
    findings: Vec<Finding>,
    texts: Texts,
}

impl Found {
    /// What was read; where something is wrong with it that is a finding, that, and the rest is looked at all the same.
    fn unless<T>(&mut self, read: Result<T, Failure>) -> Result<Option<T>, Failure> {
        match read {
            Ok(read) => Ok(Some(read)),
            Err(failure) if failure.status == Status::Findings => {
                self.findings.extend(failure.findings);
                self.texts.extend(failure.texts);
                Ok(None)
            }
            Err(unreadable) => Err(unreadable),
        }
    }
}

/// What the lints of level error find.
fn lints(models: &Models) -> Vec<Finding> {
    let found = lint::lint(&models.resolved);
    let errors = found.iter().filter(|one| one.lint.level == Level::Error);
    let mut findings: Vec<Finding> =
        errors.map(|one| Finding::of_lint(one, &models.place(&one.found))).collect();
    sort(&mut findings);
    findings
}

fn form(format: CheckFormat) -> LintFormat {
    match format {
        CheckFormat::Human => LintFormat::Human,
        CheckFormat::Json => LintFormat::Json,
        CheckFormat::Github => LintFormat::Github,
    }
}
