//! diesel: the harness of diesel_migrations, which `diesel migration` calls as well.

use diesel::{Connection, PgConnection};
use diesel_migrations::{FileBasedMigrations, MigrationHarness};

use super::Tool;
use crate::{folder::Folder, server};

pub(super) struct Diesel;

impl Tool for Diesel {
    fn up(&self, folder: &Folder) -> Result<(), String> {
        let (mut connection, migrations) = open(folder);
        connection.run_pending_migrations(migrations).map(drop).map_err(|error| error.to_string())
    }

    fn down(&self, folder: &Folder, n: usize) -> Result<(), String> {
        let (mut connection, migrations) = open(folder);
        for _ in folder.paths(n, false) {
            connection.revert_last_migration(migrations.clone()).map_err(|error| error.to_string())?;
        }
        Ok(())
    }
}

fn open(folder: &Folder) -> (PgConnection, FileBasedMigrations) {
    let connection = PgConnection::establish(&server::conninfo(&folder.database)).unwrap();
    (connection, FileBasedMigrations::from_path(&folder.path).unwrap())
}
