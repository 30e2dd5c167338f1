//! What does each command do?

mod access;
mod bootstrap;
mod explain;
mod init;
mod lint;
mod sql;

use rls_project::finding::Failure;

use crate::cli::{Cli, Command};

/// Does what was asked.
pub(crate) fn run(cli: &Cli) -> Result<(), Failure> {
    match &cli.command {
        Command::Sql(args) => sql::run(&cli.project, args),
        Command::Lint(args) => lint::run(&cli.project, args),
        Command::Bootstrap(args) => bootstrap::run(&cli.project, args),
        Command::Access(args) => access::run(&cli.project, args),
        Command::Init(args) => init::run(&cli.project, args),
        Command::Explain(args) => explain::run(args),
    }
}
