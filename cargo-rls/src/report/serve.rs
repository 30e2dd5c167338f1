//! What is said when an endpoint has started?
//!
//! The one place where tokens are printed: those of `--dev-tokens`, for whoever started it.

use std::{
    net::SocketAddr,
    time::{Duration, SystemTime},
};

use rls_authorize::{dev::Issuer, serve::pool::Mode};
use serde_json::json;

use crate::cli::Format;

/// What has started.
pub(crate) struct Started<'a> {
    pub(crate) address: SocketAddr,
    pub(crate) mode: Mode,
    pub(crate) database: &'a str,
    /// The role of whoever signed in.
    pub(crate) signed_in: &'a str,
    /// The role of everybody, if it is served.
    pub(crate) anonymous: Option<&'a str>,
    pub(crate) users: &'a [User],
}

/// Somebody who has a token for trying.
pub(crate) struct User {
    name: String,
    token: String,
}

impl User {
    /// How long a token is good: a day's work.
    pub(crate) const LIFETIME: Duration = Duration::from_secs(12 * 60 * 60);

    /// With a new token.
    pub(crate) fn of(name: &str, issuer: &Issuer) -> Self {
        let token = issuer.token(name, SystemTime::now(), Self::LIFETIME);
        Self { name: name.to_owned(), token }
    }
}

impl Started<'_> {
    /// For people, or one object on a line.
    pub(crate) fn shown(&self, format: Format) -> String {
        match format {
            Format::Human => self.human(),
            Format::Json => self.json(),
        }
    }

    fn url(&self) -> String {
        format!("http://{}/sql", self.address)
    }

    fn connection_string(&self, role: &str) -> String {
        format!("postgresql://{}@localhost/{}", encoded(role), encoded(self.database))
    }

    fn json(&self) -> String {
        let users = self.users.iter().map(|User { name, token }| {
            json!({ "user": name, "token": token, "expires_in": User::LIFETIME.as_secs() })
        });
        let document = json!({
            "format": 1,
            "url": self.url(),
            "mode": self.mode.to_string(),
            "database": self.database,
            "connection_string": self.connection_string(self.signed_in),
            "anonymous_connection_string": self.anonymous.map(|role| self.connection_string(role)),
            "users": users.collect::<Vec<_>>(),
        });
        format!("{document}\n")
    }

    fn human(&self) -> String {
        let Self { mode, database, signed_in, .. } = self;
        let url = self.url();
        let mut text = format!("{database} is served at {url} in {mode} mode; Ctrl-C stops it.\n");
        let string = self.connection_string(signed_in);
        text.push_str(&format!(
            "\nIn .env:\n\n  DATABASE_AUTHENTICATED_URL={string}\n  NEON_FETCH_ENDPOINT={url}\n"
        ));
        if let Some(role) = self.anonymous {
            text.push_str(&format!("  DATABASE_ANONYMOUS_URL={}\n", self.connection_string(role)));
        }
        text.push_str(
            "\nIn JavaScript:\n\n  import { neon, neonConfig } from '@neondatabase/serverless';\n  \
             neonConfig.fetchEndpoint = process.env.NEON_FETCH_ENDPOINT;\n  \
             const sql = neon(process.env.DATABASE_AUTHENTICATED_URL, { authToken: token });\n",
        );
        if let Some(first) = self.users.first() {
            let hours = User::LIFETIME.as_secs() / 3_600;
            text.push_str(&format!("\nTokens, good for {hours} hours or until this ends:\n"));
            for User { name, token } in self.users {
                text.push_str(&format!("\n  {}\n  {token}\n", rls_core::access::one_line(name)));
            }
            text.push_str(&format!(
                "\nAnother one: curl '{}/dev/token?user={}'\n",
                url.trim_end_matches("/sql"),
                encoded(&first.name)
            ));
            text.push_str(&format!(
                "\nA first query, with one of them as TOKEN:\n\n  curl {url} -H 'Neon-Connection-String: {string}' \\\n    \
                 -H \"Authorization: Bearer $TOKEN\" -d '{{\"query\": \"SELECT auth.user_id()\"}}'\n"
            ));
        }
        text
    }

    /// What cannot be helped in this mode; to standard error.
    pub(crate) fn warning(&self) -> String {
        match self.mode {
            Mode::Extension => String::new(),
            Mode::Plain => "\nplain mode: the extension pg_session_jwt is not there, so who the caller is stands in settings of the \
                            transaction. SQL that sets them anew is refused where it can be seen, and some cannot be: this is \
                            for development, and listens on this machine only. docs/serve-isolation.md says how far it goes.\n"
                .to_owned(),
        }
    }
}

/// As a part of a URL, which a shell takes between quotes as it is.
fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
