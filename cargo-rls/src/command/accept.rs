//! `cargo rls accept`: how does what changed become a migration?

use std::time::SystemTime;

use rls_project::{
    accept::{self, Request},
    finding::{Failure, Finding, Status, Texts},
};

use crate::{
    accepted::Accepted,
    cli::{AcceptArgs, ProjectArgs},
    output,
    report::plan::Review,
};

/// Seals what is pending, unless it has a hazard that nobody named.
pub(super) fn run(project: &ProjectArgs, args: &AcceptArgs) -> Result<(), Failure> {
    let name = name(&args.name)?;
    let here = Accepted::find(project)?;
    let snapshot = here.snapshot()?;
    let models = here.models(&snapshot)?;
    let review = here.review(&snapshot, &models);
    refuse(&review, args, &name, project)?;
    let request = Request { name: &name, allow: &args.allow, now: SystemTime::now() };
    let accepted = accept::accept(&here.config, &here.store, &models, &snapshot, &request)?;
    let mut text = String::new();
    for file in &accepted.files {
        text.push_str(&format!("wrote {}\n", file.display()));
    }
    output::answer(&text)
}

/// Letters, digits and `_`, as every layout takes them.
fn name(given: &str) -> Result<String, Failure> {
    let words = given.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let name = words.collect::<Vec<_>>().join("_").to_ascii_lowercase();
    if name.is_empty() {
        return Err(Finding::new(format!(
            "`{given}` holds no letter and no digit, and is no name of a migration"
        ))
        .help("say what the change does: cargo rls accept add_teams")
        .unreadable());
    }
    Ok(name)
}

/// Every hazard that has to be named and is not, and the command that names them.
fn refuse(review: &Review, args: &AcceptArgs, name: &str, project: &ProjectArgs) -> Result<(), Failure> {
    let missing =
        |hazard: &&rls_core::plan::Hazard| hazard.kind.needs_allow() && !args.allow.contains(&hazard.kind);
    let mut findings: Vec<Finding> =
        review.hazards.iter().filter(missing).map(|hazard| Finding::new(hazard.to_string())).collect();
    if findings.is_empty() {
        return Ok(());
    }
    let mut kinds = review.asks();
    kinds.retain(|kind| !args.allow.contains(kind));
    let pages: Vec<String> = kinds.iter().map(|kind| format!("`cargo rls explain {kind}`")).collect();
    let all = format!("{}{}", review.accept(name), project.repeated());
    findings.push(
        Finding::new("nothing was written: what loses data or lets somebody do more has to be named")
            .help(format!("see what to look for with {}; if it is meant: {all}", pages.join(", "))),
    );
    Err(Failure { findings, texts: Texts::new(), status: Status::Findings })
}
