//! What can be asked of a live database?

use std::path::PathBuf;

use clap::{Args, builder::PossibleValuesParser};
use rls_project::config::PROVIDERS;

use super::LiveArgs;

#[derive(Debug, Args)]
#[command(after_help = "\
Writes structs that make the same database again, in the language's shortest words, rls.toml where there is none, and the \
snapshot, so that `cargo rls diff` has nothing to say. Each candidate is built on a throwaway server, and what that prints is held \
against what the database prints: where a word would make something else, the SQL stays. What the language has no word for \
goes to rls/setup.sql, which runs before the tables, and rls/others.sql. The database is only read.

A file that it did not write, or that was changed since, is overwritten with --force only.

Examples:
  cargo rls pull --database-url \"$DATABASE_URL\"
  cargo rls pull --database-url \"$DATABASE_URL\" --out src/models
  cargo rls pull --database-url \"$DATABASE_URL\" --schemas public,app --dry-run")]
pub(crate) struct PullArgs {
    /// The database: postgres://user@host/name
    #[arg(long, value_name = "URL")]
    pub(crate) database_url: String,
    /// A file for all structs, or a folder for a file each, from the folder of rls.toml
    #[arg(long, value_name = "PATH", default_value = "src/models.rs")]
    pub(crate) out: PathBuf,
    #[command(flatten)]
    pub(crate) live: LiveArgs,
    /// Whose tokens the database trusts; what rls.toml says, or what the database shows
    #[arg(long, value_name = "PROVIDER", value_parser = PossibleValuesParser::new(PROVIDERS))]
    pub(crate) provider: Option<String>,
    /// Print the structs and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Overwrite files that it did not write
    #[arg(long)]
    pub(crate) force: bool,
}
