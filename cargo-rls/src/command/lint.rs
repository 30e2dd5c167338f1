//! `cargo rls lint`: what do the models say that nobody wants, or a database?

mod live;

use rls_core::lint::{self, Level};
use rls_project::{
    config::Config,
    finding::{Failure, Finding, Status, Texts, sort},
    models::{self, Models},
};

use crate::{
    cli::{Deny, LintArgs, ProjectArgs},
    fix, output, report,
};

/// Lists what was found, after mending what can be where that was asked for.
pub(super) fn run(project: &ProjectArgs, args: &LintArgs) -> Result<(), Failure> {
    let project = project.find()?;
    let config = Config::read(&project, args.provider.provider.as_deref())?;
    if let Some(url) = &args.database_url {
        return live::run(url, &config, args);
    }
    let models = match models::read(&project, &config, &args.paths) {
        Ok(models) => models.some()?,
        // faults of the models are findings too: the worst
        Err(failure) if failure.status == Status::Findings => {
            return said(&failure.findings, &failure.texts, args);
        }
        Err(unreadable) => return Err(unreadable),
    };
    if !args.fix {
        return said(&findings(&models), &models.texts, args);
    }
    let (models, mended) = fix::all(models, &config)?;
    let findings = findings(&models);
    for (file, codes) in &mended {
        let codes: Vec<&str> = codes.iter().copied().collect();
        output::tell(&format!("mended {file}: {}\n", codes.join(", ")));
    }
    if mended.is_empty() && !findings.is_empty() {
        output::tell("nothing was mended: no finding has a fix that works\n");
    }
    said(&findings, &models.texts, args)
}

/// What the lints find, in the order of the source.
fn findings(models: &Models) -> Vec<Finding> {
    let found = lint::lint(&models.resolved);
    let mut findings: Vec<Finding> =
        found.iter().map(|one| Finding::of_lint(one, &models.place(&one.found))).collect();
    sort(&mut findings);
    findings
}

fn said(findings: &[Finding], texts: &Texts, args: &LintArgs) -> Result<(), Failure> {
    report::answer(findings, texts, args.format)?;
    ended(findings.iter().map(|finding| finding.level), args)
}

/// A failure, where something is as bad as `--deny` says.
fn ended(mut levels: impl Iterator<Item = Level>, args: &LintArgs) -> Result<(), Failure> {
    let denied = match args.deny {
        Deny::Error => Level::Error,
        Deny::Warning => Level::Warn,
        Deny::Info => Level::Info,
    };
    if levels.any(|level| level <= denied) {
        return Err(Failure::said(Status::Findings));
    }
    Ok(())
}
