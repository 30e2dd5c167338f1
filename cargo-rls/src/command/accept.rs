//! `cargo rls accept`: how does what changed become a migration?

use std::time::SystemTime;

use rls_core::{migration, plan::HazardKind};
use rls_project::{
    accept::{self, Accepted as Sealed, Request},
    finding::{Failure, Finding, Status},
};

use crate::{
    accepted::Accepted,
    cli::{AcceptArgs, ProjectArgs},
    output,
    report::plan::Review,
    runner,
};

/// Seals what is pending, unless it has a hazard that nobody named.
pub(super) fn run(project: &ProjectArgs, args: &AcceptArgs) -> Result<(), Failure> {
    let name = migration::name(&args.name)
        .map_err(|unfit| Finding::new(unfit.to_string()).help("cargo rls accept add_teams").unreadable())?;
    let here = Accepted::find(project)?;
    let snapshot = here.snapshot()?;
    let models = here.models(&snapshot)?;
    let request = Request { name: &name, allow: &args.allow, now: SystemTime::now() };
    match accept::accept(&here.config, &here.store, &models, &snapshot, &request) {
        Ok(sealed) => output::answer(&said(&here, &sealed)),
        Err(mut refused) if refused.status == Status::Findings => {
            refused.findings.extend(in_all(&here.review(&snapshot, &models), args, &name, project));
            Err(refused)
        }
        Err(failure) => Err(failure),
    }
}

/// Which files were written, and what runs them.
fn said(here: &Accepted, sealed: &Sealed) -> String {
    if sealed.files.is_empty() && sealed.snapshot.is_empty() {
        return "Nothing is pending: the models say what was accepted last.\n".to_owned();
    }
    let mut text = String::new();
    for file in sealed.files.iter().chain(&sealed.snapshot) {
        text.push_str(&format!("wrote {}\n", file.display()));
    }
    if sealed.files.is_empty() {
        text.push_str("\nThe database has nothing to do, so there is no migration.\n");
        return text;
    }
    let layout = here.config.layout.name;
    let run = if layout == "plain" {
        let ups = sealed.files.iter().map(|file| file.display().to_string());
        let ups: Vec<String> =
            ups.filter(|file| file.ends_with(".up.sql")).map(|file| runner::psql(&file)).collect();
        ups.join("\n  ")
    } else {
        runner::command(layout, &here.config.migrations)
    };
    text.push_str(&format!("\nCommit them, and run the migration:\n\n  {run}\n"));
    text
}

/// The command that names every hazard which has to be named and is not.
fn in_all(review: &Review, args: &AcceptArgs, name: &str, project: &ProjectArgs) -> Option<Finding> {
    let missing: Vec<HazardKind> =
        review.asks().into_iter().filter(|kind| !args.allow.contains(kind)).collect();
    if missing.is_empty() {
        return None;
    }
    let pages: Vec<String> = missing.iter().map(|kind| format!("`cargo rls explain {kind}`")).collect();
    let command = format!("{}{}", review.accept(name), project.repeated());
    let finding =
        Finding::new("nothing was written: what loses data or lets somebody do more has to be named");
    let renamed = review.renamed().filter(|_| missing.contains(&HazardKind::DeletesData));
    let renamed = renamed.map(|renamed| format!("{renamed}; ")).unwrap_or_default();
    let pages = pages.join(", ");
    Some(finding.help(format!("{renamed}see what to look for: {pages}; if it is meant: {command}")))
}
