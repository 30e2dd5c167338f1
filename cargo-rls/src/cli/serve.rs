//! What can be asked of `cargo rls serve`?

use std::{net::IpAddr, time::Duration};

use clap::{Args, ValueEnum};
use rls_authorize::serve::pool::Mode;
use rls_project::config;

use super::Format;

/// How the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// For people on a terminal, for programs elsewhere
    Auto,
    Human,
    /// An object a line
    Json,
}

/// From which level on there is a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogLevel {
    Off,
    Error,
    Warn,
    /// A line a request
    Info,
    Debug,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Answers POST /sql as Neon Authorize does, for the driver @neondatabase/serverless and what speaks like it: the token is verified, \
the SQL runs as its caller in one transaction, the rows go back as JSON. Without a token there is nothing, unless --anonymous \
says so. Beside it there are /health and /metrics. docs/serve.md has all of it.

Where the extension pg_session_jwt is in the database, no SQL of a caller can make them another. Where it is not (plain mode), who the \
caller is stands in settings of the transaction; what could set them anew is refused where it can be seen, and the endpoint listens on this \
machine only. The role that logs in must be neither superuser nor owner of the tables nor above row security.

--dev-tokens makes a key of its own and prints a token for each of those users; programs on this machine get another one from \
/dev/token?user=alice. --throwaway starts a server from the PostgreSQL that is installed, with the models' schema and \
rls/seed.sql, and drops it in the end. Keys of [serve] in rls.toml say the same as the options, which go before.

It ends with SIGINT or SIGTERM, once what runs has ended, ten seconds later at most. Exit status: 0 then; 2 where it could not start.

Examples:
  cargo rls serve --throwaway --dev-tokens alice,bob
  cargo rls serve --database-url postgres://authenticator@localhost/app --dev-tokens alice
  cargo rls serve --database-url \"$DATABASE_URL\" --provider stytch --project-id project-test-…
  cargo rls serve --throwaway --provider auth0 --domain a.eu.auth0.com --issuer login.example.com
  cargo rls serve --database-url \"$DATABASE_URL\" --jwks https://auth.example.com/jwks --audience app
  cargo rls serve --database-url \"$DATABASE_URL\" --jwks keys.json --issuer https://auth.example.com")]
pub(crate) struct ServeArgs {
    /// The database, and the role that logs in and becomes the caller's: postgres://authenticator@host/name
    #[arg(long, value_name = "URL", conflicts_with = "throwaway")]
    pub(crate) database_url: Option<String>,
    /// Start a throwaway server with the schema of the models, and serve that
    #[arg(long)]
    pub(crate) throwaway: bool,
    /// The issuer's keys: an https address, or a file
    #[arg(long, value_name = "URL|FILE", help_heading = "Whose tokens", conflicts_with = "provider")]
    pub(crate) jwks: Option<String>,
    /// An issuer that is known by name: stytch, stytch-b2b, clerk, auth0, firebase, keycloak, cognito, supabase, neon-auth, azure, custom
    #[arg(long, value_name = "NAME", help_heading = "Whose tokens", requires = "id")]
    pub(crate) provider: Option<String>,
    /// What that issuer knows us by: its project, domain, tenant or pool
    #[arg(long, value_name = "ID", help_heading = "Whose tokens", requires = "provider",
        visible_aliases = ["project-id", "domain", "tenant", "pool-id"])]
    pub(crate) id: Option<String>,
    /// For whom tokens have to be (aud); may be given again, and one is enough
    #[arg(long, value_name = "AUDIENCE", help_heading = "Whose tokens")]
    pub(crate) audience: Vec<String>,
    /// Who has to have issued them (iss): for --jwks, and for a provider with a domain of one's own
    #[arg(long, value_name = "ISSUER", help_heading = "Whose tokens")]
    pub(crate) issuer: Option<String>,
    /// Print a token for each of these users, by a key of this run
    #[arg(long, value_name = "A,B", value_delimiter = ',', help_heading = "Whose tokens")]
    pub(crate) dev_tokens: Vec<String>,
    /// Serve those without a token, too, as the provider's role for them
    #[arg(long, help_heading = "Whose tokens")]
    pub(crate) anonymous: bool,
    /// The address to listen at [default: 127.0.0.1]
    #[arg(long, value_name = "ADDRESS", help_heading = "Endpoint")]
    pub(crate) listen: Option<IpAddr>,
    /// The port; 0 for one that is free [default: 4444]
    #[arg(long, value_name = "PORT", help_heading = "Endpoint")]
    pub(crate) port: Option<u16>,
    /// How the database knows who the caller is, plain or extension; without it, whether the extension is there
    #[arg(long, value_name = "MODE", help_heading = "Endpoint")]
    pub(crate) mode: Option<Mode>,
    /// Another database of that server that may be named; may be given again
    #[arg(long, value_name = "NAME", help_heading = "Endpoint")]
    pub(crate) database: Vec<String>,
    /// Connections to a database, at most [default: 10]
    #[arg(long, value_name = "N", help_heading = "Limits", value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) connections: Option<u32>,
    /// Requests that may wait for a connection [default: 100]
    #[arg(long, value_name = "N", help_heading = "Limits", value_parser = clap::value_parser!(u32).range(..=100_000))]
    pub(crate) queue: Option<u32>,
    /// How long a request may take [default: 30s]
    #[arg(long, value_name = "TIME", help_heading = "Limits", value_parser = time)]
    pub(crate) timeout: Option<Duration>,
    /// How many rows an answer may have [default: 100000]
    #[arg(long, value_name = "N", help_heading = "Limits", value_parser = clap::value_parser!(u32).range(1..=100_000_000))]
    pub(crate) rows: Option<u32>,
    /// From which level on there is a log
    #[arg(long, value_name = "LEVEL", help_heading = "Log", default_value = "info")]
    pub(crate) log: LogLevel,
    /// For people, or an object a line
    #[arg(long, value_name = "FORMAT", help_heading = "Log", default_value = "auto")]
    pub(crate) log_format: LogFormat,
    /// Log which callers ask, by the subject of their token
    #[arg(long, help_heading = "Log")]
    pub(crate) log_subjects: bool,
    /// What is said at the start: for people, or one object for programs
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) format: Format,
}

fn time(text: &str) -> Result<Duration, &'static str> {
    config::time(text).ok_or("write a whole number and its unit, such as 30s or 500ms")
}

#[cfg(test)]
mod tests {
    use crate::cli::{Command, parse};

    /// Every command of a text, one a line.
    fn commands(text: &str) -> Vec<Vec<String>> {
        let lines = text.lines().map(str::trim).filter(|line| line.starts_with("cargo rls serve "));
        lines
            .map(|line| line.split_whitespace().map(|word| word.trim_matches('"').to_owned()).collect())
            .collect()
    }

    #[test]
    fn the_commands_of_the_docs_and_of_the_help_can_be_given() {
        let help = parse(["cargo-rls", "serve", "--help"].map(Into::into)).unwrap_err().to_string();
        let (docs, help) = (commands(include_str!("../../../docs/serve.md")), commands(&help));
        assert!(docs.len() >= 5 && help.len() >= 5, "{docs:?} {help:?}");
        for command in docs.into_iter().chain(help) {
            let parsed = parse(command[1..].iter().map(Into::into));
            let parsed = parsed.unwrap_or_else(|error| panic!("{command:?}: {error}"));
            assert!(matches!(parsed.command, Command::Serve(_)));
        }
    }
}
