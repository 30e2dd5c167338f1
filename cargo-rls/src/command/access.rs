//! `cargo rls access`: who may do what to which rows?

use rls_core::access;
use rls_project::{config::Config, finding::Failure, models};

use crate::{
    cli::{AccessArgs, AccessFormat, ProjectArgs},
    output, report,
};

/// Prints the table.
pub(super) fn run(project: &ProjectArgs, args: &AccessArgs) -> Result<(), Failure> {
    let project = project.find()?;
    let config = Config::read(&project, args.provider.provider.as_deref())?;
    let models = models::read(&project, &config, &args.paths)?.some()?;
    let access = access::access(&models.resolved);
    output::answer(&match args.format {
        AccessFormat::Md => access.markdown(),
        AccessFormat::Json => access.json(),
        AccessFormat::Html => report::access::page(&access, &models.resolved),
    })
}
