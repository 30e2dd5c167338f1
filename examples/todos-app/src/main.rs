//! The todos of the Stytch and Neon guide, in Rust.
//!
//! | module | question it answers |
//! | --- | --- |
//! | `models` | what is there, and who may do what with it? |
//! | `todos` | what is asked of the database? |
//! | `sign_in` | who is the caller? |
//! | `app` | which address is answered by what, and what holds for every answer? |
//! | `page`, `fault` | what does a page look like, and what does it say when something went wrong? |
//! | `settings`, `dev` | what is given from outside, and what is there with `--dev`? |

mod app;
mod dev;
mod fault;
mod models;
mod page;
mod settings;
mod sign_in;
mod todos;

use std::{error::Error, process::ExitCode, sync::Arc, time::Duration};

use pg_rls::session::Session;
use sqlx::{Connection as _, PgConnection, postgres::PgPoolOptions};
use tokio::net::TcpListener;

use crate::settings::Settings;

#[tokio::main]
async fn main() -> ExitCode {
    match serve().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("todos-app: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve() -> Result<(), Box<dyn Error>> {
    let Settings { listen, owner, login, verifier, issuer, server } = Settings::read().await?;

    // as the tables' owner, who is not asked for anything else
    let mut connection = PgConnection::connect_with(&owner).await?;
    sqlx::migrate!().run(&mut connection).await.map_err(|error| {
        format!(
            "{error}\n  help: before the first migration, a Postgres needs what `cargo rls bootstrap` prints"
        )
    })?;
    connection.close().await?;

    // as a role that owns nothing, for which the policies hold
    let session = Session::plain();
    let pool = PgPoolOptions::new().acquire_timeout(Duration::from_secs(5)).connect_with(login).await?;
    let findings = session.check(&pool, &["authenticated"]).await?;
    if !findings.is_empty() {
        return Err(findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n").into());
    }

    let listener = TcpListener::bind(listen).await?;
    println!("http://{}", listener.local_addr()?);
    if server.is_some() {
        println!("sign in as {}; the database goes with this program", dev::USERS.join(" or "));
    }
    let app = Arc::new(app::Shared { session, pool: pool.clone(), verifier, issuer });
    axum::serve(listener, app::router(app)).with_graceful_shutdown(asked_to_stop()).await?;
    pool.close().await;
    Ok(())
}

async fn asked_to_stop() {
    #[cfg(unix)]
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => signal.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<Option<()>>();
    tokio::select! {
        _ = terminated => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
