//! `cargo rls access`: who may do what to which rows?

use rls_core::access;
use rls_project::{config::Config, finding::Failure, models};

use crate::{
    accepted::Accepted,
    cli::{AccessArgs, AccessFormat, ProjectArgs},
    output, report,
    side::Sides,
};

/// Prints the table.
pub(super) fn run(project: &ProjectArgs, args: &AccessArgs) -> Result<(), Failure> {
    let resolved = match &args.from {
        Some(from) => {
            let here = Accepted::with_provider(project, args.provider.provider.as_deref())?;
            let sides = Sides::new(&here, &args.live);
            sides.one(sides.read("--from", from)?)
        }
        None => {
            let project = project.find()?;
            let config = Config::read(&project, args.provider.provider.as_deref())?;
            models::read(&project, &config, &args.paths)?.some()?.resolved
        }
    };
    let access = access::access(&resolved);
    output::answer(&match args.format {
        AccessFormat::Md => access.markdown(),
        AccessFormat::Json => access.json(),
        AccessFormat::Html => report::access::page(&access, &resolved),
    })
}
