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
screen is counted. With --database-url it also says which of the accepted migrations have run in that database, and where it \
differs from what was accepted; what is not ours is counted and left alone.

With --format json, standard output gets one document: `format` (1), `snapshot` (false before the first migration), `changes` \
(became, kind, table, name, detail, text), `hazards` (kind, text, needs_allow), `access` (table, role, command, verdict, before, \
after), `next` (a command, or null); with --database-url also `database`: address, migrations, drift, hazards (of the SQL that leads back), left_alone, not_ours.

Examples:
  cargo rls status
  cargo rls status --format json
  cargo rls status --database-url \"$DATABASE_URL\"")]
pub(crate) struct StatusArgs {
    /// How far this database is behind, and where it differs from what was accepted; DATABASE_URL is not taken by itself
    #[arg(long, value_name = "URL")]
    pub(crate) database_url: Option<String>,
    #[command(flatten)]
    pub(crate) live: LiveArgs,
    /// One screen for people, or one document for programs
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) format: Format,
}

/// The variable that names a scratch server.
pub(crate) const SCRATCH_URL: &str = "RLS_SCRATCH_URL";

/// What every command takes that reads a database.
#[derive(Debug, Args)]
#[command(next_help_heading = "Live database")]
pub(crate) struct LiveArgs {
    /// Look at these Postgres schemas only, not at those that rls.toml names
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    pub(crate) schemas: Vec<String>,
    /// Build scratch databases on this server, not on a throwaway one; RLS_SCRATCH_URL says the same
    #[arg(long, value_name = "URL")]
    pub(crate) scratch_url: Option<String>,
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
schema document as `cargo rls sql --format json` prints it; a .sql file, which is run in a scratch database; or a live database, \
postgres://…. Of a database beside models or snapshot, what neither knows is listed and left alone. Nothing is written.

What has to be built to be compared is built in a scratch database, on a throwaway server of the binaries that are installed or on \
the one that --scratch-url names.

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
  cargo rls diff --from \"$DATABASE_URL\" --to models
  cargo rls diff --from \"$STAGING_URL\" --to \"$PRODUCTION_URL\" --schemas public,app
  cargo rls diff --from dump.sql --to snapshot
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
    #[command(flatten)]
    pub(crate) live: LiveArgs,
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
missing, or are in another order than they were accepted in; lints of level error. With --database-url also: a database that says \
something else than what was accepted (drift). Nothing is written.

Exit status: 1 where something was found, 2 where something cannot be read, 0 otherwise. --format json prints one object a \
line, as `cargo rls lint` does; github prints workflow commands.

Examples:
  cargo rls check
  cargo rls check --format github
  cargo rls check --database-url \"$DATABASE_URL\"")]
pub(crate) struct CheckArgs {
    /// Also: does this database say what was accepted? DATABASE_URL is not taken by itself
    #[arg(long, value_name = "URL")]
    pub(crate) database_url: Option<String>,
    #[command(flatten)]
    pub(crate) live: LiveArgs,
    /// For people, or a form for programs
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) format: CheckFormat,
}
