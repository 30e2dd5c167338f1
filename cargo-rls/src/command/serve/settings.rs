//! What was asked for, by options and by rls.toml?
//!
//! An option goes before the key of the same name. Whose tokens are taken is one answer: where an option says so, what rls.toml says of it does
//! not count.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

use rls_authorize::serve::{Limits, pool::Mode};
use rls_core::provider::Provider;
use rls_live::Address;
use rls_project::finding::{Failure, Finding};

use crate::{accepted::Accepted, cli::ServeArgs, side::unreadable};

/// Where Neon's own local proxy listens.
const PORT: u16 = 4444;

/// What was asked for.
pub(super) struct Settings {
    /// The database; none for a throwaway one.
    pub(super) address: Option<Address>,
    pub(super) databases: Vec<String>,
    pub(super) issuer: Option<Issuer>,
    /// Whether there are users whose tokens are ours.
    pub(super) dev: bool,
    /// The roles that are served: first that of whoever signed in.
    pub(super) roles: Vec<String>,
    /// The one for everybody, if it is served.
    pub(super) anonymous: Option<String>,
    pub(super) listen: SocketAddr,
    pub(super) mode: Option<Mode>,
    pub(super) connections: usize,
    pub(super) queue: usize,
    pub(super) timeout: Duration,
    pub(super) rows: usize,
}

/// Whose tokens.
pub(super) enum Issuer {
    /// Of whoever has these keys.
    Keys { jwks: Keys, audience: Vec<String>, issuer: Option<String> },
    /// Of one that is known by name.
    Known { name: String, id: String, audience: Vec<String>, issuer: Option<String> },
}

pub(super) enum Keys {
    Url(String),
    File(PathBuf),
}

impl Settings {
    pub(super) fn of(here: &Accepted, args: &ServeArgs) -> Result<Self, Failure> {
        let said = &here.config.serve;
        let url = args.database_url.as_deref().or(said.database_url.as_deref());
        let address = match url.filter(|_| !args.throwaway) {
            Some(url) => Some(Address::read(url).map_err(unreadable)?),
            None if args.throwaway => None,
            None => {
                return Err(Finding::new("there is no database to serve")
                    .help("name one by --database-url or in [serve] of rls.toml; or --throwaway starts one with the models' schema")
                    .unreadable());
            }
        };
        let dev = !args.dev_tokens.is_empty();
        if let Some(name) = args.dev_tokens.iter().find(|name| name.trim().is_empty() || name.contains('\0'))
        {
            return Err(Finding::new(format!("--dev-tokens: {name:?} is nobody's name")).unreadable());
        }
        let ip = args.listen.or(said.listen).unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
        if dev && !ip.is_loopback() {
            return Err(Finding::new(format!(
                "--dev-tokens are for this machine only, and {ip} is beyond it"
            ))
            .help("leave --listen out")
            .unreadable());
        }
        let provider = &here.config.provider;
        let anonymous =
            (args.anonymous || said.anonymous == Some(true)).then(|| everybody(provider)).flatten();
        let mut roles = vec![provider.signed_in().to_owned()];
        roles.extend(anonymous.clone());
        let usual = Limits::default().query;
        let number = |option: Option<u32>, key: Option<u32>, usual: usize| {
            option.or(key).map_or(usual, |number| usize::try_from(number).unwrap_or(usize::MAX))
        };
        Ok(Self {
            address,
            databases: if args.database.is_empty() { said.databases.clone() } else { args.database.clone() },
            issuer: issuer(here, args)?,
            dev,
            roles,
            anonymous,
            listen: SocketAddr::new(ip, args.port.or(said.port).unwrap_or(PORT)),
            mode: args.mode.or(said.mode.as_deref().and_then(|mode| mode.parse().ok())),
            connections: number(args.connections, said.connections, 10),
            queue: number(args.queue, said.queue, 100),
            timeout: args.timeout.or(said.timeout).unwrap_or(usual.time),
            rows: number(args.rows, said.rows, usual.rows),
        })
    }
}

/// The provider's role for whoever has no token.
fn everybody(provider: &Provider) -> Option<String> {
    provider.roles().find(|role| ["anonymous", "anon"].contains(role)).map(str::to_owned)
}

/// Whose tokens are taken, beside our own.
fn issuer(here: &Accepted, args: &ServeArgs) -> Result<Option<Issuer>, Failure> {
    let said = &here.config.serve;
    let audience = if args.audience.is_empty() { said.audience.clone() } else { args.audience.clone() };
    let by_option = args.jwks.is_some() || args.provider.is_some();
    let issuer = || args.issuer.clone().or_else(|| said.issuer.clone());
    let (jwks, provider, id) = if by_option {
        (args.jwks.as_deref().map(keys), args.provider.clone(), args.id.clone())
    } else {
        let jwks = said.jwks.as_deref().map(|text| match keys(text) {
            // a file is named from the folder of rls.toml
            Keys::File(path) => Keys::File(here.config.folder.join(path)),
            url @ Keys::Url(_) => url,
        });
        (jwks, said.provider.clone(), said.id.clone())
    };
    let both = "[serve] of rls.toml says";
    match (jwks, provider, id) {
        (Some(_), Some(_), _) => {
            Err(Finding::new(format!("{both} `jwks` and `provider`: one issuer is enough")).unreadable())
        }
        (Some(jwks), None, _) => Ok(Some(Issuer::Keys { jwks, audience, issuer: issuer() })),
        (None, Some(name), Some(id)) => {
            // that of rls.toml is of the issuer that is named there
            let issuer = if by_option { args.issuer.clone() } else { issuer() };
            Ok(Some(Issuer::Known { name, id, audience, issuer }))
        }
        (None, Some(name), None) => Err(Finding::new(format!("{both} `provider` and no `id`"))
            .help(format!("`id` is what {name} knows the project by"))
            .unreadable()),
        (None, None, _) => match args.issuer.as_ref().map(|_| "--issuer").or(first_audience(args)) {
            Some(option) => {
                Err(Finding::new(format!("{option} says more of an issuer, and no issuer is named"))
                    .help("name one: --provider and --id, or --jwks; --dev-tokens needs neither")
                    .unreadable())
            }
            None => Ok(None),
        },
    }
}

fn first_audience(args: &ServeArgs) -> Option<&'static str> {
    args.audience.first().map(|_| "--audience")
}

fn keys(text: &str) -> Keys {
    if text.contains("://") { Keys::Url(text.to_owned()) } else { Keys::File(PathBuf::from(text)) }
}
