//! What does rls.toml say?
//!
//! Read by hand from toml's tree and not through serde, which would stop at the first fault: here every fault is
//! found, each at its place.

mod live;
mod read;
mod roles;
mod serve;
mod values;

use std::{
    net::IpAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use rls_core::{
    migration::{self, Layout},
    plan::Options,
    provider::Provider,
};

pub use crate::models::Roles;
use crate::{
    finding::{Failure, Finding, Status, Texts},
    project::Project,
    sources,
    store::{Files, Store},
};

/// The providers, as rls.toml names them.
pub const PROVIDERS: [&str; 4] = ["neon", "supabase", "postgrest", "custom"];

/// What rls.toml says in place of a time, for a statement that waits for ever.
const NO_TIMEOUT: &str = "none";

/// The layouts of migrations.
pub const LAYOUTS: [&str; 5] = ["sqlx", "diesel", "refinery", "supabase", "plain"];

/// What holds for this project.
#[derive(Clone, Debug)]
pub struct Config {
    /// Whose tokens the database trusts.
    pub provider: Provider,
    /// The folder of rls.toml, from the folder that we are in: `rls/` is there, and the migrations are from there.
    pub folder: PathBuf,
    /// Where the structs are: files or folders.
    pub models: Vec<PathBuf>,
    /// The folder of the sealed migrations, as it was written.
    pub migrations: String,
    /// How they are laid out.
    pub layout: &'static Layout,
    /// How careful a migration is with tables that hold rows.
    pub plan: Options,
    /// The Postgres schema of the functions that policies use; none is the core's.
    pub private_schema: Option<String>,
    /// The roles that the schema owns.
    pub roles: Roles,
    /// Whether somebody said which provider it is.
    pub provider_is_said: bool,
    /// What holds for live databases.
    pub live: OfLive,
    /// What holds for the local endpoint.
    pub serve: OfServe,
}

/// What holds for live databases.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OfLive {
    /// The schemas that are looked at; without it all but Postgres's and the provider's own.
    pub schemas: Option<Vec<String>>,
    /// What is left out: `public.spatial_ref_sys`, `cron.*`.
    pub ignore: Vec<String>,
    /// Findings that are meant.
    pub allow: Vec<Allowed>,
}

/// What holds for the local endpoint; what is absent is left open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OfServe {
    /// Where the database is, and who logs in there; without a password.
    pub database_url: Option<String>,
    /// Databases of the same server that may be named, too.
    pub databases: Vec<String>,
    /// The keys of an issuer: an address, or a file from the folder of rls.toml.
    pub jwks: Option<String>,
    /// An issuer that is known by name.
    pub provider: Option<String>,
    /// What that one knows us by.
    pub id: Option<String>,
    /// For whom tokens have to be.
    pub audience: Vec<String>,
    /// Who has to have issued them.
    pub issuer: Option<String>,
    /// The address to listen at.
    pub listen: Option<IpAddr>,
    /// The port; 0 for one that is free.
    pub port: Option<u16>,
    /// How the database knows who the caller is: `plain` or `extension`.
    pub mode: Option<String>,
    /// Whether whoever has no token is served.
    pub anonymous: Option<bool>,
    /// Connections to a database, at most.
    pub connections: Option<u32>,
    /// Requests that may wait for one.
    pub queue: Option<u32>,
    /// How long a request may take.
    pub timeout: Option<Duration>,
    /// How many rows an answer may have.
    pub rows: Option<u32>,
}

/// A finding that is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowed {
    /// The lint's code.
    pub code: String,
    /// On what: as it is shown, its name, or the table that it hangs on.
    pub object: String,
    /// Why.
    pub reason: String,
    /// Where rls.toml says it.
    pub range: std::ops::Range<usize>,
}

/// rls.toml as written: what is absent is left open.
#[derive(Clone, Debug, Default)]
struct Written {
    provider: Option<String>,
    models: Option<Vec<String>>,
    migrations: Option<String>,
    layout: Option<String>,
    /// `"none"` is an answer too.
    lock_timeout: Option<String>,
    online: Option<bool>,
    private_schema: Option<String>,
    custom: Option<rls_core::provider::Custom>,
    roles: Roles,
    live: OfLive,
    serve: OfServe,
}

impl Config {
    /// The project's, with `--provider` in place of what it says.
    pub fn read(project: &Project, provider: Option<&str>) -> Result<Config, Failure> {
        let (file, named) = project.config();
        if !named && !file.exists() {
            let folder = match project.shown(&project.root) {
                here if here == Path::new(".") => PathBuf::new(),
                folder => folder,
            };
            return Ok(settle(Written::default(), provider, &folder));
        }
        let text = sources::text(&file).map_err(|reason| {
            Finding::new(format!("{} cannot be read: {reason}", file.display())).unreadable()
        })?;
        let (written, findings) = read::read(&file, &text, provider);
        if !findings.is_empty() {
            let texts = Texts::from([(file.display().to_string(), text)]);
            return Err(Failure { findings, texts, status: Status::Unreadable });
        }
        Ok(settle(written, provider, file.parent().unwrap_or(Path::new(""))))
    }
}

/// A time as rls.toml has them, such as `30s`; none for what is no time, or none at all.
pub fn time(text: &str) -> Option<Duration> {
    read::milliseconds(text).map(Duration::from_millis)
}

impl Config {
    /// The files of what was accepted.
    pub fn store(&self) -> Store {
        Store::new(self.folder.clone(), &self.migrations, Files::default())
    }
}

fn settle(written: Written, provider: Option<&str>, folder: &Path) -> Config {
    let said = provider.or(written.provider.as_deref());
    let name = said.unwrap_or("neon");
    let provider_is_said = said.is_some();
    let provider = match (name.parse(), written.custom) {
        (Ok(Provider::Custom(_)), Some(custom)) => Provider::Custom(custom),
        // the name has been checked
        (provider, _) => provider.unwrap_or_default(),
    };
    // the name has been checked too
    let layout = written.layout.as_deref().and_then(|name| name.parse().ok());
    let layout: &Layout = layout.unwrap_or(migration::LAYOUTS[0]);
    let careful = Options::default();
    let models = written.models.unwrap_or_else(|| vec!["src".to_owned()]);
    Config {
        provider,
        models: models.iter().map(|model| folder.join(model)).collect(),
        folder: folder.to_owned(),
        migrations: written.migrations.unwrap_or_else(|| "migrations".to_owned()),
        layout,
        plan: layout.options(Options {
            lock_timeout: match written.lock_timeout {
                Some(time) => Some(time).filter(|time| time != NO_TIMEOUT),
                None => careful.lock_timeout,
            },
            online: written.online.unwrap_or(careful.online),
            ..careful
        }),
        private_schema: written.private_schema,
        roles: written.roles,
        provider_is_said,
        live: written.live,
        serve: written.serve,
    }
}
