//! What can be asked about migrations?

use clap::{
    Args, ValueEnum,
    builder::{PossibleValuesParser, TypedValueParser},
};
use rls_core::plan::HazardKind;

use super::Format;

#[derive(Debug, Args)]
#[command(after_help = "\
Compares the models with the accepted schema, rls/schema.json, and writes nothing. On a terminal, what does not fit the \
screen is counted.

With --format json, standard output gets one document: `format` (1), `snapshot` (false before the first migration), `changes` \
(became, kind, table, name, detail, text), `hazards` (kind, text, needs_allow), `access` (table, role, command, verdict, before, \
after), `next` (a command, or null).

Examples:
  cargo rls status
  cargo rls status --format json")]
pub(crate) struct StatusArgs {
    /// How far this database is behind; it comes with reading live databases, which this version does not do
    #[arg(long, value_name = "URL")]
    pub(crate) database_url: Option<String>,
    /// One screen for people, or one document for programs
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) format: Format,
}

/// In which form to show a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    /// SQL for psql, with its hazards as comments
    Human,
    /// One document, for programs
    Json,
    /// Workflow commands: each hazard a note on the run
    Github,
    /// Markdown, as a bot would post it on a pull request
    Md,
}

#[derive(Debug, Args)]
#[command(after_help = "\
A and B are each `models`, `snapshot` (what was accepted: rls/schema.json; nothing before the first migration), or a file: a \
schema document as `cargo rls sql --format json` prints it. .sql files and postgres:// addresses are not read by this \
version. Nothing is written.

The SQL runs as it stands: psql -v ON_ERROR_STOP=1. What is no part of a transaction stands outside of BEGIN and COMMIT. --format md \
has the hazards first, the access that changed before and after, and the SQL folded; github prints a ::warning for a \
hazard that `cargo rls accept` asks about and a ::notice for any other. --format json has `format` (1), `from`, `to`, `changes`, `hazards` \
and `access` as `cargo rls status` has them, and `parts`: purpose, transaction, up and down, each a list of sql, note and hazards.

Exit status: 0 when it printed, whether there is a difference or none; 1 for errors in the models; 2 for what cannot be read.

Examples:
  cargo rls diff
  cargo rls diff --format md > comment.md
  cargo rls diff --format md >> \"$GITHUB_STEP_SUMMARY\"
  cargo rls diff --from models --to snapshot
  git show main:rls/schema.json > old.json; cargo rls diff --from old.json")]
pub(crate) struct DiffArgs {
    /// The schema to begin at
    #[arg(long, value_name = "A", default_value = "snapshot")]
    pub(crate) from: String,
    /// The schema to end at
    #[arg(long, value_name = "B", default_value = "models")]
    pub(crate) to: String,
    /// SQL for people and psql, Markdown for a pull request, or a form for programs
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) format: DiffFormat,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Writes the migration in the layout of rls.toml, the accepted schema (rls/schema.json, rls/schema.sql, rls/access.md), and \
takes rls/pending/ away: all of it, or nothing. It says which files it wrote and what runs them; it runs nothing.

What loses data or lets somebody do more is sealed only by its name: --allow DELETES_DATA. Without it the exit status is 1, \
nothing is written, and the command that would do it is shown. `cargo rls explain DELETES_DATA` says what to look for. \
Where nothing is pending the exit status is 0 and no migration is written.

Examples:
  cargo rls accept add_teams
  cargo rls accept drop_legacy --allow DELETES_DATA
  cargo rls accept share_notes --allow WIDENS_ACCESS --allow LOCKS")]
pub(crate) struct AcceptArgs {
    /// What the migration is called: letters, digits and _; what else it holds becomes _
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// Seal it although it has this hazard; may be given again
    #[arg(long, value_name = "HAZARD", ignore_case = true, value_parser = hazards())]
    pub(crate) allow: Vec<HazardKind>,
}

/// The names of the hazards, in any case.
fn hazards() -> impl TypedValueParser<Value = HazardKind> {
    let names = PossibleValuesParser::new(HazardKind::ALL.map(HazardKind::name));
    names.try_map(|name| name.parse::<HazardKind>().map_err(std::io::Error::other))
}

/// In which form to list what is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CheckFormat {
    Human,
    Json,
    Github,
}

#[derive(Debug, Args)]
#[command(after_help = "\
For CI. It looks for all of these at once, and says of each how to go on: models that say more than the accepted schema; \
rls/schema.json, schema.sql or access.md that are stale, edited by hand or hold a merge conflict; sealed migrations that were edited, are \
missing, or are in another order than they were accepted in; lints of level error. Nothing is written.

Exit status: 1 where something was found, 2 where something cannot be read, 0 otherwise. --format json prints one object a \
line, as `cargo rls lint` does; github prints workflow commands.

Examples:
  cargo rls check
  cargo rls check --format github")]
pub(crate) struct CheckArgs {
    /// For people, or a form for programs
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) format: CheckFormat,
}
