//! psql, which runs the files in the order of their names.

use std::process::Command;

use super::Tool;
use crate::{folder::Folder, server};

pub(super) struct Psql;

impl Tool for Psql {
    /// psql remembers nothing: what ran stands in a table.
    fn up(&self, folder: &Folder) -> Result<(), String> {
        let mut client = server::connect(&folder.database);
        client.batch_execute("CREATE TABLE IF NOT EXISTS _psql_ran (path text PRIMARY KEY)").unwrap();
        let mut paths: Vec<&str> = (0..folder.migrations.len()).flat_map(|n| folder.paths(n, true)).collect();
        paths.sort_unstable();
        for path in paths {
            if client.query_opt("SELECT FROM _psql_ran WHERE path = $1", &[&path]).unwrap().is_none() {
                run(folder, path)?;
                client.execute("INSERT INTO _psql_ran VALUES ($1)", &[&path]).unwrap();
            }
        }
        Ok(())
    }

    fn down(&self, folder: &Folder, n: usize) -> Result<(), String> {
        let mut paths = folder.paths(n, false);
        paths.sort_unstable();
        for path in paths.into_iter().rev() {
            run(folder, path)?;
        }
        let ran: Vec<&str> = folder.paths(n, true);
        let mut client = server::connect(&folder.database);
        client.execute("DELETE FROM _psql_ran WHERE path = ANY ($1)", &[&ran]).unwrap();
        Ok(())
    }
}

/// One file.
pub(super) fn run(folder: &Folder, path: &str) -> Result<(), String> {
    let output = Command::new("psql")
        .args(["--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--dbname"])
        .arg(server::conninfo(&folder.database))
        .arg("--file")
        .arg(folder.path.join(path))
        .output()
        .expect("psql, which Debian has in postgresql-client");
    let said = String::from_utf8_lossy(&output.stderr);
    if output.status.success() && !said.contains("WARNING") { Ok(()) } else { Err(said.into_owned()) }
}
