//! `cargo rls serve`: what would Neon Authorize answer?
//!
//! | module | question it answers |
//! | --- | --- |
//! | `settings` | what was asked for, by options and by rls.toml? |
//! | `trust` | whose tokens are taken? |
//! | `trial` | where is a database, if there is none yet? |
//! | `log` | how is the log written? |

mod log;
mod settings;
mod trial;
mod trust;

use std::{collections::BTreeSet, future::Future, time::SystemTime};

use rls_authorize::serve::{
    Config, Handout, Limits, Server,
    pool::{Mode, Pool, PoolConfig, StartError},
};
use rls_project::finding::{Failure, Finding};
use tokio::runtime::{Builder, Runtime};

use crate::{
    accepted::Accepted,
    cli::{ProjectArgs, ServeArgs},
    output,
    report::serve::{Started, User},
};
use settings::Settings;
use trial::Trial;
use trust::Trust;

/// Serves until it is told to stop.
pub(super) fn run(project: &ProjectArgs, args: &ServeArgs) -> Result<(), Failure> {
    let here = Accepted::find(project)?;
    let settings = Settings::of(&here, args)?;
    let trust = Trust::of(&settings)?;
    log::begin(args);
    // the server outlives what is connected to it
    let (address, _trial) = match &settings.address {
        Some(address) => (address.clone(), None),
        None => {
            let trial = Trial::start(&here, &settings.roles)?;
            (trial.address().clone(), Some(trial))
        }
    };
    let pool = PoolConfig {
        databases: settings.databases.iter().cloned().collect(),
        roles: settings.roles.iter().cloned().collect(),
        mode: settings.mode,
        connections: settings.connections,
        queue: settings.queue,
        ..PoolConfig::new(address)
    };
    let database = pool.address.database().to_owned();
    let runtime = Builder::new_multi_thread().enable_all().build();
    let runtime: Runtime = runtime
        .map_err(|error| Finding::new(format!("no runtime could be started: {error}")).unreadable())?;
    let all_ended = runtime.block_on(serve(pool, &settings, trust, args, &database))?;
    if !all_ended {
        output::tell("stopped, though not all requests had ended\n");
    }
    // what still runs is not waited for
    runtime.shutdown_background();
    Ok(())
}

async fn serve(
    pool: PoolConfig,
    settings: &Settings,
    trust: Trust,
    args: &ServeArgs,
    database: &str,
) -> Result<bool, Failure> {
    for verifier in trust.verifiers.iter() {
        let refreshed = verifier.jwks().refresh(SystemTime::now()).await;
        refreshed.map_err(|error| {
            Finding::new(error.to_string())
                .help(
                    "mend the address; without a network --jwks takes a file, and --dev-tokens needs neither",
                )
                .unreadable()
        })?;
    }
    let pool = Pool::open(pool).await.map_err(not_started)?;
    let mode = pool.mode();
    if mode == Mode::Plain && !settings.listen.ip().is_loopback() {
        return Err(Finding::new(format!(
            "in plain mode the endpoint is for this machine only, and {} is beyond it",
            settings.listen.ip()
        ))
        .help("leave --listen out; or CREATE EXTENSION pg_session_jwt in the database, with which no SQL of a caller can make them another")
        .unreadable());
    }
    let limits = Limits {
        query: rls_authorize::serve::query::Limits {
            time: settings.timeout,
            rows: settings.rows,
            ..Limits::default().query
        },
        ..Limits::default()
    };
    let users: Vec<User> = match &trust.issuer {
        Some(issuer) => args.dev_tokens.iter().map(|name| User::of(name, issuer)).collect(),
        None => Vec::new(),
    };
    let handout = trust.issuer.map(|issuer| Handout {
        issuer,
        users: args.dev_tokens.iter().cloned().collect::<BTreeSet<_>>(),
        lifetime: User::LIFETIME,
    });
    let config = Config {
        listen: settings.listen,
        anonymous: settings.anonymous.clone(),
        handout,
        log_subjects: args.log_subjects,
        limits,
        ..Config::new(pool, trust.verifiers)
    };
    let server = Server::bind(config).await.map_err(|error| {
        Finding::new(format!("nothing can listen at {}: {error}", settings.listen))
            .help("another one may be running; --port takes another port, and 0 any that is free")
            .unreadable()
    })?;
    let started = Started {
        address: server.address(),
        mode,
        database,
        signed_in: &settings.roles[0],
        anonymous: settings.anonymous.as_deref(),
        users: &users,
    };
    output::answer(&started.shown(args.format))?;
    output::tell(&started.warning());
    let stop = stop().map_err(|error| {
        Finding::new(format!("the signals that stop it cannot be waited for: {error}")).unreadable()
    })?;
    Ok(server.run(stop).await)
}

/// Ready with the first SIGINT or SIGTERM; with the second one the process ends, whatever runs.
fn stop() -> std::io::Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (mut interrupt, mut terminate) =
            (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
        let (told, stop) = tokio::sync::oneshot::channel();
        tokio::spawn(async move {
            let mut told = Some(told);
            loop {
                tokio::select! {
                    _ = interrupt.recv() => {}
                    _ = terminate.recv() => {}
                }
                match told.take() {
                    // where nobody listens any more, it has stopped already
                    Some(told) => drop(told.send(())),
                    None => std::process::exit(130),
                }
            }
        });
        Ok(async {
            let _ = stop.await;
        })
    }
    #[cfg(not(unix))]
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}

fn not_started(error: StartError) -> Failure {
    let mut finding = Finding::new(error.message);
    finding.help = error.help;
    finding.unreadable()
}
