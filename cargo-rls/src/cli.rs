//! What can be asked for?

use std::{ffi::OsString, path::PathBuf};

mod live;
mod migrations;
mod serve;
mod verify;

use clap::{Args, Parser, Subcommand, ValueEnum, builder::PossibleValuesParser};

pub(crate) use live::PullArgs;
pub(crate) use migrations::{
    AcceptArgs, CheckArgs, CheckFormat, DiffArgs, DiffFormat, LiveArgs, SCRATCH_URL, StatusArgs,
};
use rls_project::{config::PROVIDERS, finding::Failure, project::Project};
pub(crate) use serve::{LogFormat, LogLevel, ServeArgs};
pub(crate) use verify::{VerifyArgs, VerifyFormat};

use crate::runner;

/// The tables, policies and grants of annotated structs.
#[derive(Debug, Parser)]
#[command(name = "cargo-rls", bin_name = "cargo rls", version, after_help = EXAMPLES, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) project: ProjectArgs,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXAMPLES: &str = "\
Exit status: 0 fine; 1 errors in the models, findings, or a refused change; 2 wrong usage, or input that cannot be read.

Examples:
  cargo rls init                                write rls.toml
  cargo rls sql                                 the whole DDL of the models
  cargo rls lint                                what is most likely not meant
  cargo rls bootstrap | psql \"$DATABASE_URL\"    roles and functions, for a plain Postgres
  cargo rls sql | psql \"$DATABASE_URL\"          the tables, policies and grants
  cargo rls access                              who may do what to which rows
  cargo rls verify                              the same, proven on a throwaway server
  cargo rls status                              what changed since the last migration
  cargo rls accept add_teams                    seal what changed as a migration
  cargo rls check                               for CI: nothing is pending, stale or edited
  cargo rls serve --throwaway --dev-tokens alice,bob   a Neon Authorize endpoint to try
  cargo rls explain RLS105                      what an error means";

/// What every command takes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Project")]
pub(crate) struct ProjectArgs {
    /// Read this file instead of the rls.toml beside Cargo.toml; what it names is relative to its folder
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Take the project of this Cargo.toml, not of the nearest one here or above
    #[arg(long, global = true, value_name = "PATH")]
    pub(crate) manifest_path: Option<PathBuf>,
    /// When to colour; auto is on a terminal, unless NO_COLOR is set
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,
}

impl ProjectArgs {
    /// The project that they name, or that this folder is in.
    pub(crate) fn find(&self) -> Result<Project, Failure> {
        Project::find(self.manifest_path.as_deref(), self.config.as_deref())
    }

    /// The same, to be written behind another command: ` --manifest-path x/Cargo.toml`.
    pub(crate) fn repeated(&self) -> String {
        let mut text = String::new();
        for (option, path) in [("--config", &self.config), ("--manifest-path", &self.manifest_path)] {
            if let Some(path) = path {
                text.push_str(&format!(" {option} {}", runner::in_shell(&path.display().to_string())));
            }
        }
        text
    }
}

/// When to colour.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

/// In which form to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Human,
    Json,
}

/// In which form to list findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LintFormat {
    Human,
    Json,
    Sarif,
    Github,
}

/// From which level on findings are a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Deny {
    Error,
    Warning,
    Info,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Print the whole DDL of the models
    Sql(SqlArgs),
    /// Find what the models say and nobody wants
    Lint(LintArgs),
    /// Print SQL that gives a plain Postgres what the provider would
    Bootstrap(BootstrapArgs),
    /// Write rls.toml and say what to do next
    Init(InitArgs),
    /// Print who may do what to which rows, as a table
    Access(AccessArgs),
    /// Prove that table: build the schema, become each role, try each command, compare
    Verify(VerifyArgs),
    /// Say what changed since the last migration, and what to do next
    Status(StatusArgs),
    /// Print the SQL that turns one schema into another, and its hazards
    Diff(DiffArgs),
    /// Seal what changed: write the migration, and update the snapshot
    Accept(AcceptArgs),
    /// Fail when anything is pending, stale or edited, or a lint of level error fires
    Check(CheckArgs),
    /// Write structs that say what a live database says, and the snapshot
    Pull(PullArgs),
    /// Serve a local Neon Authorize endpoint: POST /sql with a bearer token
    Serve(ServeArgs),
    /// Print the page of an error, a lint or a hazard, or the list of all
    Explain(ExplainArgs),
}

/// Which provider to take.
#[derive(Debug, Args)]
pub(crate) struct ProviderArgs {
    /// Take this provider, not the one of rls.toml
    #[arg(long, value_name = "PROVIDER", value_parser = PossibleValuesParser::new(PROVIDERS))]
    pub(crate) provider: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
The SQL is one transaction and goes to standard output; everything else goes to standard error. Of a folder with a \
lib.rs or a main.rs, the modules are followed from there; of any other folder every .rs file is read.

With --format json, standard output gets the schema document, and errors in the models go to standard error as one \
JSON object a line (shown on three here):

  {\"code\":\"RLS105\",\"level\":\"error\",\"message\":\"…\",\"help\":\"…\",
   \"file\":\"src/lib.rs\",\"line\":3,\"column\":15,
   \"end\":{\"line\":3,\"column\":22}}

Lines and columns begin with 1, columns count characters, and the end is the first that no longer belongs to it. What \
there is none of is null.

Examples:
  cargo rls sql
  cargo rls sql src/models.rs src/teams
  cargo rls sql --provider supabase
  cargo rls sql --format json > schema.json")]
pub(crate) struct SqlArgs {
    /// Files or folders with the structs, instead of `models` of rls.toml
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) provider: ProviderArgs,
    /// DDL for people and psql, or the schema document
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) format: Format,
}

/// In which form to say who may do what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum AccessFormat {
    /// Markdown, for a pull request or a file
    Md,
    /// A document with a format number, for programs
    Json,
    /// One page that needs nothing else, with the SQL behind each cell
    Html,
}

#[derive(Debug, Args)]
#[command(after_help = "\
For each table, role and command: which rows, in words, worked out from policies, privileges and memberships. SQL is taken \
apart as far as it can be, and shown as it is where it cannot.

Examples:
  cargo rls access
  cargo rls access > rls/access.md
  cargo rls access --format html > access.html
  cargo rls access --format json src/models.rs
  cargo rls access --from \"$DATABASE_URL\"")]
pub(crate) struct AccessArgs {
    /// Of this instead: snapshot, a schema document, a .sql file, or postgres://…
    #[arg(long, value_name = "A", conflicts_with = "paths")]
    pub(crate) from: Option<String>,
    #[command(flatten)]
    pub(crate) live: LiveArgs,
    /// Files or folders with the structs, instead of `models` of rls.toml
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) provider: ProviderArgs,
    /// For people, for programs, or for a browser
    #[arg(long, value_name = "FORMAT", default_value = "md")]
    pub(crate) format: AccessFormat,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Findings go to standard output. Exit status: 1 where there is an error, or a finding of the level that --deny names or \
of a worse one; 0 otherwise; 2 where something cannot be read. A finding that is meant is silenced on its struct: \
#[rls(allow(RLS006, reason = \"…\"))].

--format json prints one object a line, as `cargo rls sql` does for errors; sarif prints a log of SARIF 2.1.0, for code \
scanning; github prints workflow commands, which GitHub shows beside the lines of a pull request.

With --database-url it is the database that is asked, ours or not: its tables by the rules over models, and what models cannot say \
by rules of their own (docs/live-lints.md). Each finding names its object. The provider is what --provider or rls.toml says, \
or else what the database looks like. Nothing is written: --fix prints the SQL that mends what is mechanical, to be read and \
run. A finding that is meant is silenced in rls.toml:

  [live]
  allow = [{ code = \"RLS006\", object = \"public.guests\", reason = \"a guest book\" }]

Without --database-url, --fix changes the source files where the change is mechanical, such as an index for a field, and reads them again: what \
it does not make better stays as it was. It says which files it wrote.

Examples:
  cargo rls lint
  cargo rls lint src/models.rs --deny warning
  cargo rls lint --fix
  cargo rls lint --format sarif > rls.sarif
  cargo rls lint --database-url \"$DATABASE_URL\"
  cargo rls lint --database-url \"$DATABASE_URL\" --schemas public,api --fix > mend.sql
  cargo rls explain RLS006")]
pub(crate) struct LintArgs {
    /// Files or folders with the structs, instead of `models` of rls.toml
    #[arg(value_name = "PATH", conflicts_with = "database_url")]
    pub(crate) paths: Vec<PathBuf>,
    /// Ask this database, not the models; what the URL leaves out comes from PGHOST and its like
    #[arg(long, value_name = "URL")]
    pub(crate) database_url: Option<String>,
    /// Look at these Postgres schemas only
    #[arg(long, value_name = "A,B", value_delimiter = ',', requires = "database_url")]
    pub(crate) schemas: Vec<String>,
    #[command(flatten)]
    pub(crate) provider: ProviderArgs,
    /// Pictures of the source for people, or a form for programs
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) format: LintFormat,
    /// Fail from this level on
    #[arg(long, value_name = "LEVEL", default_value = "error")]
    pub(crate) deny: Deny,
    /// Mend what can be mended without thinking, in the source files; of a database, print the SQL that does
    #[arg(long)]
    pub(crate) fix: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Without --setup: for a Postgres that is not the provider's, such as a local one or one in CI. Running it again changes \
nothing.

With --setup: for the provider's own database. Its first transaction comes before `cargo rls sql`. Its second has the \
privileges that the models need, for tables that are there already; `cargo rls sql` has the same.

Examples:
  cargo rls bootstrap | psql \"$DATABASE_URL\"
  cargo rls bootstrap --provider supabase > bootstrap.sql
  cargo rls bootstrap --setup")]
pub(crate) struct BootstrapArgs {
    #[command(flatten)]
    pub(crate) provider: ProviderArgs,
    /// Print the set-up of the provider's own database instead: extension, usage, grants on the models' tables
    #[arg(long)]
    pub(crate) setup: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
A file that is there is left as it is. The layout is found by a folder supabase/ or by the dependencies sqlx, diesel or \
refinery; it is sqlx otherwise. What it says about build.rs is for you to add: it changes no file of yours.

Examples:
  cargo rls init
  cargo rls init --provider supabase")]
pub(crate) struct InitArgs {
    /// Whose tokens the database trusts; neon, or supabase where there is a folder supabase/
    #[arg(long, value_name = "PROVIDER", value_parser = PossibleValuesParser::new(PROVIDERS))]
    pub(crate) provider: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cargo rls explain
  cargo rls explain RLS105
  cargo rls explain WIDENS_ACCESS
  cargo rls explain --markdown > docs/errors.md
  cargo rls explain --markdown lints > docs/lints.md
  cargo rls explain --markdown hazards > docs/hazards.md")]
pub(crate) struct ExplainArgs {
    /// Such as RLS105 or WIDENS_ACCESS; a list of all without it
    #[arg(value_name = "CODE", conflicts_with = "markdown")]
    pub(crate) code: Option<String>,
    /// All pages of the errors, the lints or the hazards, as Markdown
    #[arg(long, value_name = "PAGES", num_args = 0..=1, default_missing_value = "errors")]
    pub(crate) markdown: Option<Pages>,
}

/// Which pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Pages {
    Errors,
    Lints,
    Hazards,
}

impl Cli {
    /// In which form this command's findings are wanted.
    pub(crate) fn format(&self) -> Format {
        match &self.command {
            Command::Sql(args) => args.format,
            Command::Lint(LintArgs { format: LintFormat::Json, .. }) => Format::Json,
            Command::Verify(args) if args.format == VerifyFormat::Json => Format::Json,
            Command::Access(args) if args.format == AccessFormat::Json => Format::Json,
            Command::Status(args) => args.format,
            Command::Serve(args) => args.format,
            Command::Diff(DiffArgs { format: DiffFormat::Json, .. }) => Format::Json,
            Command::Check(CheckArgs { format: CheckFormat::Json, .. }) => Format::Json,
            _ => Format::Human,
        }
    }
}

/// Reads the arguments. cargo runs `cargo rls sql` as `cargo-rls rls sql`.
pub(crate) fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Cli, clap::Error> {
    let mut args: Vec<OsString> = args.into_iter().collect();
    if args.get(1).is_some_and(|first| first == "rls") {
        args.remove(1);
    }
    Cli::try_parse_from(args)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_declared_well() {
        <Cli as clap::CommandFactory>::command().debug_assert();
    }

    #[test]
    fn the_providers_are_the_core_s() {
        let parsed = PROVIDERS.map(|name| name.parse::<rls_core::provider::Provider>().unwrap());
        assert_eq!(parsed.map(|provider| provider.name()), PROVIDERS);
    }
}
