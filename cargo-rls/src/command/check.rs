//! `cargo rls check`: is everything accepted, and still what it was?

use rls_core::lint::{self, Level};
use rls_project::{
    check,
    finding::{Failure, Finding, Status, Texts, sort},
    models::Models,
};

use crate::{
    accepted::Accepted,
    cli::{CheckArgs, CheckFormat, LintFormat, ProjectArgs},
    report,
};

/// Lists all that is wrong, and fails where something is.
pub(super) fn run(project: &ProjectArgs, args: &CheckArgs) -> Result<(), Failure> {
    let here = Accepted::find(project)?;
    let snapshot = here.snapshot()?;
    let models = here.models(&snapshot)?;
    let mut findings = check::check(&here.config, &here.store, &models, &snapshot)?;
    findings.extend(lints(&models));
    said(&findings, &models.texts, args)
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

fn said(findings: &[Finding], texts: &Texts, args: &CheckArgs) -> Result<(), Failure> {
    let format = match args.format {
        CheckFormat::Human => LintFormat::Human,
        CheckFormat::Json => LintFormat::Json,
        CheckFormat::Github => LintFormat::Github,
    };
    report::answer(findings, texts, format)?;
    if findings.is_empty() { Ok(()) } else { Err(Failure::said(Status::Findings)) }
}
