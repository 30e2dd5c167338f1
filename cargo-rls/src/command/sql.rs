//! `cargo rls sql`: what is the whole DDL of the models?

use rls_core::{document, sql};
use rls_project::{config::Config, finding::Failure, models};

use crate::{
    cli::{Format, ProjectArgs, SqlArgs},
    output,
};

/// Prints the DDL, or the schema document.
pub(super) fn run(project: &ProjectArgs, args: &SqlArgs) -> Result<(), Failure> {
    let project = project.find()?;
    let config = Config::read(&project, args.provider.provider.as_deref())?;
    let models = models::read(&project, &config, &args.paths)?.some()?;
    output::answer(&match args.format {
        Format::Human => sql::transaction(&sql::ddl(&models.resolved)),
        Format::Json => document::write(&models.resolved),
    })
}
