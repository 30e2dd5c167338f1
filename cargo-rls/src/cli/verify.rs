//! What can be asked of `cargo rls verify`?

use clap::{Args, ValueEnum};

/// In which form to say what was proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum VerifyFormat {
    /// A line a role, and in words what is refuted or not reached
    Human,
    /// Markdown, for a pull request or a file
    Md,
    /// A document with a format number, for programs
    Json,
    /// JUnit's XML, for CI: a test case a cell
    Junit,
    /// One page that needs nothing else
    Html,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Builds the schema in a scratch database, fills it with rows that the predicates tell apart, becomes each role with each state of \
the claims, and tries SELECT, INSERT, UPDATE, DELETE and their other forms. A cell of `cargo rls access` is proven if every \
statement did what it says and both a row that is let through and one that is kept back were seen; refuted if one did not, with \
the statement to reproduce it, ready for psql; not reached if too little could be tried, with why.

With --from and the address of a database, its schema is read and built again, with the functions that its policies call; nothing is written \
there, and what the lints find is listed after the table.

The server is a throwaway one from the PostgreSQL that is installed, or the one of --database-url, where a scratch database is \
made and dropped again; nothing else there is touched. rls/setup.sql, if there, runs before the schema; rls/seed.sql, if there, \
puts in rows of yours.

Exit status: 0 nothing is refuted; 1 a cell is refuted, with --strict also if one is not reached, with --mutants if a weakening \
is missed; 2 it could not be run.

Examples:
  cargo rls verify
  cargo rls verify --format md > verify.md
  cargo rls verify --format junit > rls.xml
  cargo rls verify --table public.todos --strict
  cargo rls verify --mutants
  cargo rls verify --from \"$DATABASE_URL\"
  cargo rls verify --database-url postgres://me@localhost/postgres")]
pub(crate) struct VerifyArgs {
    /// Make the scratch database on this server, not on a throwaway one
    #[arg(long, value_name = "URL")]
    pub(crate) database_url: Option<String>,
    /// What is verified: models, snapshot, or what else `cargo rls diff` takes
    #[arg(long, value_name = "A", default_value = "models")]
    pub(crate) from: String,
    /// In which form to say what was proven
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) format: VerifyFormat,
    /// Try this table only; may be given several times
    #[arg(long, value_name = "TABLE")]
    pub(crate) table: Vec<String>,
    /// Fail also where a cell is not reached
    #[arg(long)]
    pub(crate) strict: bool,
    /// Weaken one thing after the other, and say which weakenings are noticed
    #[arg(long)]
    pub(crate) mutants: bool,
}
