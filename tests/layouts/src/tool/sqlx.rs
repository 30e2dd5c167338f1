//! sqlx: the migrator of the library, which `sqlx migrate` calls as well.

use sqlx::{ConnectOptions, PgConnection, migrate::Migrator, postgres::PgConnectOptions};

use super::Tool;
use crate::{folder::Folder, server};

pub(super) struct Sqlx;

impl Tool for Sqlx {
    fn up(&self, folder: &Folder) -> Result<(), String> {
        run(folder, async |migrator, connection| migrator.run(connection).await)
    }

    fn down(&self, folder: &Folder, n: usize) -> Result<(), String> {
        let target = match n.checked_sub(1) {
            None => 0,
            Some(before) => {
                let paths = folder.paths(before, true);
                paths.last().unwrap().split('_').next().unwrap().parse().unwrap()
            }
        };
        run(folder, async |migrator, connection| migrator.undo(connection, target).await)
    }
}

fn run(
    folder: &Folder,
    ask: impl AsyncFnOnce(Migrator, &mut PgConnection) -> Result<(), sqlx::migrate::MigrateError>,
) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let done = runtime.block_on(async {
        let mut connection = options(&folder.database).connect().await.unwrap();
        let migrator = Migrator::new(folder.path.as_path()).await?;
        ask(migrator, &mut connection).await
    });
    done.map_err(|error| {
        let mut text = error.to_string();
        let mut source: Option<&dyn std::error::Error> = std::error::Error::source(&error);
        while let Some(error) = source {
            text = format!("{text}: {error}");
            source = error.source();
        }
        text
    })
}

/// What libpq reads of one text is given to sqlx piece by piece.
fn options(database: &str) -> PgConnectOptions {
    let config: postgres::Config = server::conninfo(database).parse().unwrap();
    let mut options = PgConnectOptions::new_without_pgpass().database(database);
    options = match &config.get_hosts()[0] {
        postgres::config::Host::Tcp(host) => options.host(host),
        postgres::config::Host::Unix(path) => options.socket(path),
    };
    if let Some(port) = config.get_ports().first() {
        options = options.port(*port);
    }
    if let Some(user) = config.get_user() {
        options = options.username(user);
    }
    if let Some(password) = config.get_password() {
        options = options.password(std::str::from_utf8(password).unwrap());
    }
    options
}
