//! What does each command do?

mod accept;
mod access;
mod bootstrap;
mod check;
mod diff;
mod explain;
mod init;
mod lint;
mod pull;
mod serve;
mod sql;
mod status;
mod verify;

use rls_project::finding::Failure;

use crate::cli::{Cli, Command};

/// Does what was asked.
pub(crate) fn run(cli: &Cli) -> Result<(), Failure> {
    match &cli.command {
        Command::Sql(args) => sql::run(&cli.project, args),
        Command::Lint(args) => lint::run(&cli.project, args),
        Command::Bootstrap(args) => bootstrap::run(&cli.project, args),
        Command::Access(args) => access::run(&cli.project, args),
        Command::Verify(args) => verify::run(&cli.project, args),
        Command::Init(args) => init::run(&cli.project, args),
        Command::Status(args) => status::run(&cli.project, args),
        Command::Diff(args) => diff::run(&cli.project, args),
        Command::Accept(args) => accept::run(&cli.project, args),
        Command::Check(args) => check::run(&cli.project, args),
        Command::Pull(args) => pull::run(&cli.project, args),
        Command::Serve(args) => serve::run(&cli.project, args),
        Command::Explain(args) => explain::run(args),
    }
}
